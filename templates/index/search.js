// The page is a plain list without a script; with one, the list can be searched.
const words = document.getElementById("words");
const count = document.getElementById("count");
const jobs = [...document.querySelectorAll("#jobs > li")].map((row) => [row, row.textContent.normalize("NFKC").toLowerCase()]);
const show = () => {
  const wanted = words.value.normalize("NFKC").toLowerCase().split(/\s+/);
  const shown = jobs.filter(([row, text]) => !(row.hidden = !wanted.every((word) => text.includes(word))));
  count.textContent = `${shown.length} / ${jobs.length}`;
};
words.addEventListener("input", show);
document.getElementById("search").hidden = false;
show();
