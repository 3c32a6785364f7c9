//! Where the product goes: files new and old, links, pipes, devices, and standard output.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the failure that is wanted")]

mod project;

use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use project::{Project, ROLE, Run, watch};

fn project() -> Project {
    Project::with(&[("roles/keeper.yaml", ROLE)])
}

/// Runs a line of shell in the project's folder, where `opsjd` is the binary.
#[track_caller]
fn shell(project: &Project, line: &str) -> Run {
    let mut command = project.command(&[]);
    let binary = Path::new(command.get_program()).parent().unwrap().display().to_string();
    let mut shell = Command::new("bash");
    shell.args(["-c", line]).current_dir(project.root()).env_clear();
    shell.env("PATH", format!("{binary}:/usr/bin:/bin"));
    shell.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped());
    shell.stderr(std::process::Stdio::piped());
    command = shell;
    watch(command)
}

fn mode(project: &Project, name: &str) -> u32 {
    std::fs::metadata(project.path(name)).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_new_file_is_for_whom_the_umask_lets_read_and_an_old_one_for_whom_it_was() {
    let project = project();
    for (umask, expected) in [("077", 0o600), ("002", 0o664), ("022", 0o644)] {
        shell(&project, &format!("umask {umask}; opsjd generate keeper -o new-{umask}.md")).done();
        assert_eq!(mode(&project, &format!("new-{umask}.md")), expected, "{umask}");
    }
    project.write("old.md", b"old");
    std::fs::set_permissions(project.path("old.md"), PermissionsExt::from_mode(0o640)).unwrap();
    project.run("generate keeper -o old.md").done();
    assert_eq!(mode(&project, "old.md"), 0o640);
}

#[test]
fn a_link_stays_and_the_file_that_it_leads_to_is_written() {
    let project = project();
    project.write("far/old.md", b"old");
    std::fs::create_dir(project.path("near")).unwrap();
    for (link, target) in [("near/old.md", "../far/old.md"), ("near/new.md", "../far/new.md"), ("a.md", "near/old.md")]
    {
        symlink(target, project.path(link)).unwrap();
        project.run(&format!("generate keeper --lang en -o {link}")).done();
        assert_eq!(std::fs::read_link(project.path(link)).unwrap(), Path::new(target));
        assert!(project.read(link).starts_with("# User operations\n"), "{link}");
    }
    assert_eq!(std::fs::read_dir(project.path("far")).unwrap().count(), 2);
    symlink("loop.md", project.path("loop.md")).unwrap();
    project.run("generate keeper -o loop.md").failed();
    assert!(std::fs::symlink_metadata(project.path("loop.md")).unwrap().is_symlink());
}

#[test]
fn a_pipe_is_written_into_and_stays_a_pipe() {
    let project = project();
    let run = shell(&project, "mkfifo p && { cat p & opsjd generate keeper --lang en -o p; wait; }").done();
    assert!(run.text().starts_with("# User operations\n"), "{}", run.text());
    assert!(std::fs::metadata(project.path("p")).unwrap().file_type().is_fifo());
    let run = shell(&project, "opsjd generate keeper --lang en -o >(cat); wait $!").done();
    assert!(run.text().starts_with("# User operations\n"), "{}", run.text());
    shell(&project, "opsjd generate keeper --lang en -o >(true)").done();
}

#[test]
fn a_device_is_written_into_and_stays_a_device() {
    let project = project();
    // Devices of the test's own, so that a failure cannot take those of the machine; only root can make them.
    let made = shell(&project, "mknod null c 1 3 && mknod full c 1 7 && echo > null");
    if made.code != Some(0) {
        return;
    }
    symlink("null", project.path("link")).unwrap();
    for (device, code) in [("null", 0), ("full", 2), ("link", 0)] {
        let run = project.run(&format!("generate keeper -f html -o {device}"));
        assert_eq!(run.code, Some(code), "{}", run.stderr);
        assert!(std::fs::metadata(project.path(device)).unwrap().file_type().is_char_device());
    }
    assert!(std::fs::symlink_metadata(project.path("link")).unwrap().is_symlink());
}

#[test]
fn a_dash_and_the_system_s_names_of_it_are_standard_output() {
    let project = project();
    let plain = project.run("generate keeper --lang en").done();
    for name in ["-", "/dev/fd/1"] {
        let run = project.run(&format!("generate keeper --lang en -o {name}")).done();
        assert_eq!((run.text(), run.stderr.as_str()), (plain.text(), ""), "{name}");
        let line = format!("{{ opsjd generate keeper --lang en -o {name}; echo after; }} > whole.md");
        shell(&project, &line).done();
        assert_eq!(project.read("whole.md"), format!("{}after\n", plain.text()), "{name}");
    }
    let table = project.run("compare keeper user-ops --lang en").done();
    assert_eq!(project.run("compare keeper user-ops --lang en -o -").done().text(), table.text());
    let run = project.run("diff keeper user-ops --lang en -o -");
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert_eq!(run.text(), project.run("diff keeper user-ops --lang en").text());
    let run = project.run("generate keeper --format html,docx -o -").failed();
    assert!(run.stderr.contains("several formats need a folder to go to"), "{}", run.stderr);
    assert!(!project.path("-").exists());
}

#[test]
fn a_stream_that_is_open_is_written_to_and_its_file_is_not_exchanged() {
    let project = project();
    shell(&project, "{ echo before >&3; opsjd generate keeper --lang en -o /dev/fd/3; } 3> whole.md").done();
    let text = project.read("whole.md");
    assert!(text.starts_with("before\n# User operations\n"), "{text}");
}

#[test]
fn a_posting_and_a_role_may_come_from_a_pipe_or_standard_input() {
    let project = project();
    for line in [
        "echo 'company: Acme' | opsjd generate keeper --lang en --posting -",
        "echo 'company: Acme' | opsjd generate keeper --lang en -p /dev/stdin",
        "echo 'company: Acme' > p.yaml; opsjd generate keeper --lang en -p - < p.yaml",
        "opsjd generate keeper --lang en -p <(echo 'company: Acme')",
        "cat roles/keeper.yaml | opsjd generate /dev/stdin --lang en --set company=Acme",
        "opsjd generate /dev/stdin --lang en --set company=Acme < roles/keeper.yaml",
        "opsjd generate <(cat roles/keeper.yaml) --lang en --set company=Acme",
    ] {
        let run = shell(&project, line).done();
        assert!(run.text().starts_with("# User operations\n") && run.text().contains("Acme"), "{line}: {}", run.text());
    }
    let run = shell(&project, "echo 'compny: Acme' | opsjd generate keeper -p -").failed();
    assert!(run.stderr.contains(" --> - (standard input):1:1\n"), "{}", run.stderr);
    let run = shell(&project, "echo 'compny: Acme' | opsjd generate keeper -p - --format-errors github").failed();
    assert!(run.stderr.starts_with("::error title="), "{}", run.stderr);
    for endless in ["yes 'company: Acme' | opsjd generate keeper -p -", "opsjd generate keeper -p <(yes a)"] {
        let run = shell(&project, endless).failed();
        assert!(run.stderr.contains("is larger than 4 MB"), "{}", run.stderr);
    }
    for refused in ["-p roles", "-p /dev/zero", "-p /dev/stdin < /dev/zero"] {
        let run = shell(&project, &format!("opsjd generate keeper {refused}")).failed();
        assert!(run.stderr.contains("unreadable-file"), "{refused}: {}", run.stderr);
    }
}

#[test]
fn several_formats_are_not_put_into_a_folder_with_the_name_of_a_file() {
    let project = project();
    let run = project.run("generate keeper --format html,docx -o new.html").failed();
    assert!(run.stderr.contains("`new.html` is the name of one file"), "{}", run.stderr);
    assert!(!project.path("new.html").exists());
    project.run("generate keeper --format html,docx -o v1.2").done();
    project.run("generate keeper --format html,docx -o old.html/").done();
    project.run("generate keeper --format html,text -o old.html").done();
    assert_eq!(std::fs::read_dir(project.path("old.html")).unwrap().count(), 3);
}

#[test]
fn a_comparison_goes_into_a_file_whose_ending_is_known() {
    let project = project();
    let run = project.run("compare keeper user-ops -o x.pdf").failed();
    assert!(run.stderr.contains("`.pdf` is the ending of no format"), "{}", run.stderr);
    assert!(!project.path("x.pdf").exists());
    project.run("compare keeper user-ops -o x").done();
    project.run("compare keeper user-ops -o x.txt").done();
    project.run("compare keeper user-ops --format csv -o x.sheet").done();
    let run = project.run("compare keeper user-ops -o d/").failed();
    assert!(run.stderr.contains("cannot write `d/`: it is the name of a folder"), "{}", run.stderr);
}

#[test]
fn the_name_of_a_file_moves_no_cursor() {
    let project = project();
    for line in ["generate keeper -o x\u{1b}[31m.md", "compare keeper user-ops -o x\u{1b}[31m.md", "man -o x\u{1b}[31m"]
    {
        let run = project.run(line).done();
        assert!(run.stderr.starts_with("wrote x[31m"), "{line}: {}", run.stderr);
        assert!(!run.stderr.contains('\u{1b}'), "{line}: {}", run.stderr);
    }
    project.write("p\u{1b}[31m.yaml", b"compny: Acme\n");
    let run = project.run("generate keeper -p p\u{1b}[31m.yaml --format-errors github").failed();
    assert!(run.stderr.contains("file=p[31m.yaml,line=1"), "{}", run.stderr);
    let run = project.run("generate keeper -p p\u{1b}[31m.yaml").failed();
    assert!(run.stderr.contains(" --> p[31m.yaml:1:1\n") && !run.stderr.contains('\u{1b}'), "{}", run.stderr);
}

#[test]
fn a_product_that_cannot_be_printed_is_a_failure() {
    let project = project();
    for line in ["--help", "--version", "generate --help", "list", "generate keeper -o -"] {
        let run = shell(&project, &format!("opsjd {line} > /dev/full"));
        assert_eq!(run.code, Some(2), "{line}");
        assert!(run.stderr.starts_with("error: "), "{line}: {}", run.stderr);
    }
}
