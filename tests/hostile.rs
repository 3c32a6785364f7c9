//! What is fed to the binary with bad intent: nothing hangs, takes much memory, panics or gets through. The watchdog and the
//! bound of memory are in `project::watch`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the failure that is wanted")]

mod project;

use std::fmt::Write as _;

use project::{Project, ROLE, part, sparse};

const FORMATS: [&str; 7] = ["markdown", "html", "text", "docx", "docx-xml", "json", "jsonld"];

#[track_caller]
fn refused(role: &str, words: &str) {
    let run = Project::with(&[("roles/r.yaml", role)]).run("generate r --lang en").failed();
    assert!(run.stderr.contains(words), "{}", run.stderr);
    assert!(run.stderr.len() < 1_000_000, "the answer has {} bytes", run.stderr.len());
}

fn head(rest: &str) -> String {
    format!("title: a\nsummary: b\n{rest}")
}

#[test]
fn a_bomb_of_aliases_is_refused() {
    let mut lists = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    let mut maps = String::from("a0: &a0 {x: 1, y: 2}\n");
    for level in 1..30 {
        let before = level - 1;
        writeln!(lists, "a{level}: &a{level} [{}]", vec![format!("*a{before}"); 10].join(", ")).unwrap();
        writeln!(maps, "a{level}: &a{level} {{l: *a{before}, r: *a{before}}}").unwrap();
    }
    refused(&lists, "once its aliases are followed");
    refused(&maps, "once its aliases are followed");
    refused(&head("sections: &s { x: *s }\n"), "alias");
    let mut merges = String::from("a0: &a0 {x: 1}\n");
    for level in 1..30 {
        let before = level - 1;
        writeln!(merges, "a{level}: &a{level} {{<<: [*a{before}, *a{before}]}}").unwrap();
    }
    refused(&merges, "");
}

#[test]
fn ten_thousand_levels_of_nesting_are_refused() {
    for (open, close) in
        [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[{a: ", "}]"), ("- a: ", ""), ("!!x [", "]")]
    {
        let nested = open.repeat(10_000) + "x" + &close.repeat(10_000);
        refused(&nested, "error");
        refused(&head(&format!("sections: {nested}\n")), "error");
    }
    let mut block = String::new();
    for level in 0..2_000 {
        writeln!(block, "{}a:", " ".repeat(level)).unwrap();
    }
    refused(&block, "nested deeper");
}

#[test]
fn a_file_of_200_megabytes_is_refused_unread() {
    let project = Project::with(&[("roles/r.yaml", ROLE)]);
    for name in ["roles/large.yaml", "posting.yaml", "company.docx", "templates/markdown/job.md.j2"] {
        std::fs::create_dir_all(project.path(name).parent().unwrap()).unwrap();
        sparse(&project.path(name), 200 << 20);
    }
    for line in [
        "generate large",
        "generate roles/large.yaml",
        "generate r --lang en --posting posting.yaml",
        "generate r --lang en --format docx -o r.docx --reference-doc company.docx",
        "generate r --lang en",
    ] {
        let run = project.run(line).failed();
        assert!(run.stderr.contains("is larger than"), "{line}: {}", run.stderr);
        assert!(run.peak < 100_000, "{line}: {} kB", run.peak);
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_read() {
    let project = Project::with(&[("roles/r.yaml", ROLE)]);
    std::os::unix::fs::symlink("/dev/zero", project.path("roles/zero.yaml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", project.path("posting.yaml")).unwrap();
    std::os::unix::fs::symlink("loop.yaml", project.path("roles/loop.yaml")).unwrap();
    std::fs::create_dir(project.path("roles/folder.yaml")).unwrap();
    // A listening socket is, like a FIFO, a file that never ends, and the standard library can make one.
    let _socket = std::os::unix::net::UnixListener::bind(project.path("roles/socket.yaml")).unwrap();
    for line in [
        "generate zero",
        "generate roles/zero.yaml",
        "generate roles/socket.yaml",
        "generate roles/folder.yaml",
        "generate roles/loop.yaml",
        "generate /dev/zero",
        "generate r --lang en --posting /dev/zero",
        "generate r --lang en --posting posting.yaml",
        "generate r --lang en --reference-doc /dev/zero --format docx -o x.docx",
    ] {
        let run = project.run(line).failed();
        assert!(run.stderr.starts_with("error["), "{line}: {}", run.stderr);
    }
    project.run("list").done();
}

#[test]
fn a_template_that_loops_or_grows_for_ever_is_ended() {
    let doubled = |start: &str, step: &str, times: usize| {
        format!(
            "{{% set ns = namespace(l={start}) %}}{{% for i in range({times}) %}}{{% set ns.l = {step} %}}{{% endfor %}}{{{{ ns.l|length }}}}"
        )
    };
    let templates = [
        "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}".to_owned(),
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}".to_owned(),
        "{% include 'markdown/job.md.j2' %}".to_owned(),
        "{% extends 'markdown/job.md.j2' %}".to_owned(),
        "{% import 'markdown/job.md.j2' as m %}{{ m.x }}".to_owned(),
        doubled("'xxxxxxxx'", "ns.l ~ ns.l", 60),
        doubled("'xxxxxxxx'", "ns.l + ns.l", 60),
        doubled("'aa'", "ns.l|replace('a', 'aaaaaaaaaaaaaaaa')", 60),
        doubled("'aa'", "ns.l|replace('', ns.l)", 60),
        doubled("[1]", "ns.l + ns.l", 40),
        doubled("(1, 2)", "ns.l + ns.l", 40),
        doubled("[1]", "ns.l|list + ns.l|list", 40),
        doubled("[1]", "[ns.l, ns.l]", 40),
        doubled("'x'", "ns.l * 1000", 60),
        doubled("[1]", "ns.l * 1000", 60),
        "{{ 'x' * 9999999999 }}".to_owned(),
        "{{ 'x'|indent(9999999999) }}".to_owned(),
        "{{ '%999999999d' % 1 }}".to_owned(),
        "{{ '%999999999d'|format(1) }}".to_owned(),
        "{{ 'x'|center(9999999999) }}".to_owned(),
        "{{ range(100000000000)|list }}".to_owned(),
        "{{ 9 ** 99999999 }}".to_owned(),
        format!("{}x{}", "{% if true %}".repeat(10_000), "{% endif %}".repeat(10_000)),
        format!("{{{{ {}1{} }}}}", "(".repeat(10_000), ")".repeat(10_000)),
        format!("{{{{ {}1 }}}}", "-".repeat(100_000)),
        format!("{{{{ {}true }}}}", "not ".repeat(100_000)),
        format!("{{{{ 1{} }}}}", "+1".repeat(100_000)),
        format!("{{{{ 'x'{} }}}}", "|upper".repeat(100_000)),
        format!("{{{{ 1{} }}}}", "~1".repeat(100_000)),
        format!("{{{{ job{} }}}}", ".a".repeat(100_000)),
        format!("{{{{ 1{} }}}}", " if 1 else 1".repeat(100_000)),
        format!("{{{{ {}1{} }}}}", "[".repeat(100_000), "]".repeat(100_000)),
        "{{ debug() }}".to_owned(),
    ];
    let mut survived = Vec::new();
    for template in &templates {
        let project = Project::with(&[("roles/r.yaml", ROLE), ("templates/markdown/job.md.j2", template)]);
        let run = project.run("generate r --lang en");
        let begin: String = template.chars().take(120).collect();
        // Some end by themselves, and are as harmless as they are useless.
        if run.code == Some(2) {
            assert!(run.stderr.starts_with("error["), "{begin}: {}", run.stderr);
        } else if run.stdout.len() > 100 {
            survived.push(format!("{begin}: exit {:?}, {} bytes", run.code, run.stdout.len()));
        }
    }
    assert!(survived.is_empty(), "{}", survived.join("\n"));
}

#[test]
fn a_template_that_grows_for_ever_or_goes_too_deep_ends_a_build_with_an_error_too() {
    let manifest = "formats: [markdown]\noutput: dist\njobs: [{ id: a, role: r }, { id: b, role: r }]\n";
    for template in [
        "{% set ns = namespace(l=[1]) %}{% for i in range(40) %}{% set ns.l = ns.l + ns.l %}{% endfor %}{{ ns.l|length }}".to_owned(),
        format!("{{{{ {}1{} }}}}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("{{{{ 1{} }}}}", "~1".repeat(100_000)),
    ] {
        let files = [("roles/r.yaml", ROLE), ("opsjd.yaml", manifest), ("templates/markdown/job.md.j2", &template)];
        let run = Project::with(&files).run("build");
        let begin: String = template.chars().take(60).collect();
        assert_eq!(run.code, Some(2), "{begin}: {}", run.stderr);
        assert!(run.stderr.contains("error[template"), "{begin}: {}", run.stderr);
    }
}

#[test]
fn names_never_lead_out_of_the_folder() {
    let outside = Project::with(&[("secret.yaml", ROLE), ("inner/roles/r.yaml", ROLE)]);
    let run = |line: &str| {
        let mut command = outside.command(&line.split_whitespace().collect::<Vec<_>>());
        command.current_dir(outside.path("inner"));
        project::watch(command)
    };
    for line in [
        "generate ../secret",
        "generate r --sections ../secret:retention",
        "generate r --lang ../../en -o out/",
        "generate r --level ../../x -o out/",
        "new ../evil",
        "new r --from ../secret",
        "eject roles ../secret",
        "eject templates ../../secret",
        "list ../secret",
        "show ../secret",
    ] {
        let run = run(line);
        assert_eq!(run.code, Some(2), "{line}: {}", run.stderr);
    }
    outside.write("inner/roles/e.yaml", b"extends: ../../secret\n");
    assert_eq!(run("generate e").code, Some(2));
    outside.write("inner/roles/l.yaml", format!("{ROLE}levels: {{ ../../x: {{}} }}\n").as_bytes());
    assert_eq!(run("generate l --level ../../x -o out/").code, Some(2));
    outside.write("inner/templates/markdown/job.md.j2", b"{% include '../../secret.yaml' %}");
    assert_eq!(run("generate r --lang en").code, Some(2));
    outside.write("inner/templates/markdown/job.md.j2", b"{% include '/etc/hostname' %}");
    assert_eq!(run("generate r --lang en").code, Some(2));
    assert!(!outside.files().iter().any(|file| file.contains("out")), "{:?}", outside.files());
}

const EVIL: &str = "<script>alert(1)</script> ]]> <!-- --> \\u0007\\e[31mred\\e]0;title\\a\\0\\b \\u202Ereversed\\u2066 \\uFEFF\\uFFFE \
                    [x](javascript:alert(1)) ![x](http://e) `code` *b* _i_ ~s~ # h &amp; &#x3c; </style> {{ 7*7 }} {% raw %} $x^2$ <img src=x onerror=y>";

fn evil_role() -> String {
    let text = format!("\"{EVIL}\"");
    format!(
        "title: {text}\nsummary: {text}\nskills: {{ s: {{ name: {text}, detail: {text} }} }}\nmetrics: {{ m: {{ name: {text}, definition: {text} }} }}\n\
         qualifications: {{ q: {text} }}\nrelations: {{ r: {text} }}\nsections:\n  a:\n    title: {text}\n    summary: {text}\n    duties: {{ d: {text} }}\n    requires: [s]\n    metrics: [m]\n"
    )
}

fn evil_posting() -> String {
    let text = format!("\"{EVIL}\"");
    format!(
        "company: {text}\nabout: {text}\ndepartment: {text}\nlocation: {{ city: {text}, country: CN, postal-code: {text} }}\nhours: {text}\nreports-to: {text}\nbenefits: [{text}]\n\
         statement: {text}\nidentifier: {text}\npay: {{ min: 1, max: 2, currency: CNY, note: {text} }}\nemployment-type: full-time\nposted: 2026-01-01\nvalid-through: 2026-02-01\n\
         apply: {{ text: {text}, url: 'https://example.com/?a=1&b=2', email: a@example.com }}\n"
    )
}

/// The document as text: a Word file's as that of all its parts of XML.
fn readable(format: &str, bytes: &[u8]) -> String {
    if format != "docx" {
        return String::from_utf8(bytes.to_vec()).unwrap();
    }
    ["word/document.xml", "word/header1.xml", "word/footer1.xml", "docProps/core.xml", "word/styles.xml"]
        .iter()
        .filter(|name| zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap().by_name(name).is_ok())
        .map(|name| part(bytes, name))
        .collect()
}

#[test]
fn markup_and_control_characters_in_a_text_stay_text_in_every_format() {
    let project = Project::with(&[("roles/r.yaml", &evil_role()), ("p.yaml", &evil_posting())]);
    for format in FORMATS {
        let run = project.run(&format!("generate r --posting p.yaml --format {format}")).done();
        let text = readable(format, &run.stdout);
        let control = text.chars().find(|c| {
            (c.is_control() && *c != '\n')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}')
        });
        assert_eq!(control, None, "{format}");
        match format {
            "markdown" => {
                use pulldown_cmark::{Event, Options, Parser, Tag};
                let bad = Parser::new_ext(&text, Options::all()).find(|event| match event {
                    Event::Html(_)
                    | Event::InlineHtml(_)
                    | Event::Code(_)
                    | Event::InlineMath(_)
                    | Event::DisplayMath(_) => true,
                    Event::Start(Tag::Link { dest_url, .. }) => {
                        !dest_url.starts_with("https://example.com/") && dest_url.as_ref() != "a@example.com"
                    }
                    Event::Start(Tag::Image { .. }) => true,
                    _ => false,
                });
                assert!(bad.is_none(), "{bad:?}\n{text}");
            }
            "html" => {
                for bad in ["<script>alert", "<img", "href=\"javascript", "]]>", "<!-- --"] {
                    assert!(!text.contains(bad), "{bad}: {text}");
                }
                // Of the ends of the style and script elements only those of the template's own are there.
                assert_eq!(text.matches("</style").count(), 1);
                assert_eq!(text.matches("</script").count(), text.matches("<script").count());
            }
            "docx" | "docx-xml" => {
                assert!(!text.contains("<script") && !text.contains("]]>") && !text.contains("<img"), "{text}");
                assert_well_formed(&text, format);
            }
            "json" | "jsonld" => drop(serde_json::from_str::<serde_json::Value>(&text).unwrap()),
            _ => {}
        }
        assert!(!text.contains("49"), "{format} worked out a text as a template");
    }
}

fn assert_well_formed(text: &str, format: &str) {
    // The parts of a .docx stand behind one another here, each with a declaration of its own.
    for part in text.split("<?xml version").filter(|part| !part.trim().is_empty()) {
        let part = if part.starts_with('=') || part.starts_with(" =") {
            format!("<?xml version{part}")
        } else {
            part.to_owned()
        };
        let mut reader = quick_xml::Reader::from_str(&part);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{format}: {error}"),
            }
        }
    }
}

#[test]
fn messages_never_send_control_characters_to_the_terminal() {
    let role = "title: a\nsummary: b\n\"k\\e[31m\\u202E\": x\nsections: { a: { title: t, duties: { d: e } } }\n\u{202e}key: \u{1b}[2J\n";
    let project = Project::with(&[("roles/r.yaml", role)]);
    for line in ["generate r", "show r", "list r"] {
        let run = project.run(line);
        let bad = run.stderr.chars().find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}'));
        assert_eq!(bad, None, "{line}: {:?}", run.stderr);
    }
    let project = Project::with(&[("roles/r.yaml", ROLE)]);
    for argument in ["\u{1b}[31m", "x\u{202e}y", "a\u{7}"] {
        for option in
            ["--sections", "--level", "--lang", "--format", "--set", "--exclude", "--posting", "--reference-doc"]
        {
            let run = project.run_with(&["generate", "r", option, argument]).failed();
            assert!(!run.stderr.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{option}: {:?}", run.stderr);
        }
        let run = project.run_with(&["generate", argument]).failed();
        assert!(!run.stderr.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{:?}", run.stderr);
    }
}

#[test]
fn what_is_listed_and_shown_has_no_control_characters() {
    let project = Project::with(&[("roles/r.yaml", &evil_role())]);
    for line in ["list", "list r", "list --json", "show r", "show r --origin"] {
        let run = project.run(line).done();
        assert!(!run.text().contains(['\u{1b}', '\u{202e}', '\u{7}', '\u{0}']), "{line}: {:?}", run.text());
    }
}

#[test]
fn a_link_that_runs_a_script_is_refused() {
    let project = Project::with(&[("roles/r.yaml", ROLE)]);
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "https://a\"onload=x",
        "https://x/\u{202e}y",
    ] {
        for key in ["apply.url", "company-url"] {
            let run =
                project.run_with(&["generate", "r", "--lang", "en", "--set", &format!("{key}={address}")]).failed();
            assert!(run.stderr.contains("is not an address"), "{address}: {}", run.stderr);
        }
    }
    for address in ["a@b.c?bcc=x@y.z", "a b@c.de", "<a@b.cd>", "javascript:x@y.zz"] {
        project.run_with(&["generate", "r", "--lang", "en", "--set", &format!("apply.email={address}")]).failed();
    }
}

#[test]
fn a_very_long_word_and_a_very_long_text_are_only_long() {
    let long = "長".repeat(200_000);
    let role = ROLE.replace("找到流失的原因", &long).replace("User operations", &"x".repeat(300_000));
    let project = Project::with(&[("roles/r.yaml", &role)]);
    for format in FORMATS {
        project.run(&format!("generate r --lang zh-CN --format {format}")).done();
        project.run(&format!("generate r --lang en --format {format}")).done();
    }
    project.run("list").done();
    refused(&format!("{}: x\n", "k".repeat(1_000_000)), "error");
    refused(&head(&format!("sections: {}\n", "x".repeat(1_000_000))), "error");
}

#[test]
fn roles_that_extend_each_other_many_times_are_read_once_each() {
    let mut project = Project::with(&[("roles/r0.yaml", ROLE)]);
    for index in 1..30 {
        let before = index - 1;
        project.write(&format!("roles/r{index}.yaml"), format!("extends: [r{before}, r{before}]\n").as_bytes());
    }
    project.run("generate r29 --lang en").done();
    project = Project::with(&[("roles/r0.yaml", ROLE)]);
    for index in 1..2_000 {
        project.write(&format!("roles/r{index}.yaml"), format!("extends: r{}\n", index - 1).as_bytes());
    }
    assert!(project.run("generate r1999 --lang en").failed().stderr.contains("more than 32"));
    project.write("roles/wide.yaml", format!("extends: [{}]\n", vec!["r0"; 10_000].join(", ")).as_bytes());
    assert!(project.run("generate wide --lang en").failed().stderr.contains("more than 32"));
}

#[test]
fn a_hundred_thousand_keys_are_answered_or_refused() {
    let many = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let duties = many(90_000, &|index| format!("      d{index}: x\n"));
    let role = head(&format!("sections:\n  a:\n    title: t\n    duties:\n{duties}"));
    let project = Project::with(&[("roles/r.yaml", &role)]);
    project.run("generate r --lang en").done();
    project.run("show r --origin").done();
    refused(&many(99_000, &|index| format!("k{index}: x\n")), "the first are shown");
    refused(&many(99_000, &|_| "k: x\n".to_owned()), "the first are shown");
    refused(&many(300_000, &|index| format!("k{index}: x\n")), "values");
    let skills = many(30_000, &|index| format!("  s{index}: {{name: x}}\n"));
    let names = many(30_000, &|index| format!("t{index}, "));
    refused(
        &head(&format!(
            "skills:\n{skills}requires: [{names}]\nsections: {{ a: {{ title: t, duties: {{ d: e }} }} }}\n"
        )),
        "the first are shown",
    );
    let names = many(30_000, &|index| format!("s{index}, "));
    let role = head(&format!(
        "skills:\n{skills}requires: [{names}]\nprefers: [{names}]\nsections: {{ a: {{ title: t, duties: {{ d: e }} }} }}\n"
    ));
    refused(&role, "the first are shown");
    let sections = many(20_000, &|index| format!("  s{index}: {{title: t, duties: {{ d: e }} }}\n"));
    refused(&head(&format!("sections:\n{sections}")), "the first are shown");
}

#[cfg(unix)]
#[test]
fn links_in_circles_among_the_templates_are_not_followed_for_ever() {
    let project = Project::with(&[("roles/r.yaml", ROLE), ("templates/markdown/job.md.j2", "# {{ job.title }}\n")]);
    std::os::unix::fs::symlink("..", project.path("templates/up")).unwrap();
    std::os::unix::fs::symlink("self", project.path("templates/self")).unwrap();
    std::os::unix::fs::symlink("/", project.path("templates/root")).unwrap();
    assert_eq!(project.run("generate r --lang en").done().text(), "# User operations\n");
}

#[test]
fn many_sections_on_the_command_line_are_only_many() {
    let project = Project::with(&[("roles/r.yaml", ROLE)]);
    let list = "retention,".repeat(10_000);
    project.run_with(&["generate", "r", "--lang", "en", "--sections", &list]).done();
    let list = (0..5_000).map(|index| format!("r{index}:x,")).collect::<String>();
    project.run_with(&["generate", "r", "--lang", "en", "--sections", &list]).failed();
    project.run_with(&["generate", "r", "--lang", "en", "--set", &format!("{}=x", "a.".repeat(50_000))]).failed();
    project
        .run_with(&["generate", "r", "--lang", "en", "--set", &format!("company{}=x", ".en".repeat(30_000))])
        .failed();
}
