// What pages gain from scripts. Without them every page still works; only live progress is lost.
(function () {
  "use strict";

  // A refusal is read out and comes into view.
  function showRefusal() {
    var refusal = document.querySelector(".oc-refusal");
    if (refusal) refusal.focus();
  }

  // Progress: while the server says that something is new, the part is fetched again.
  function watch(part) {
    var source = new EventSource(part.dataset.events);
    function news() { htmx.trigger(part, "news"); }
    source.addEventListener("progress", news);
    source.addEventListener("end", function () {
      source.close();
      if (part.dataset.after) window.location.assign(part.dataset.after);
      else news();
    });
    part.addEventListener("htmx:beforeCleanupElement", function (event) {
      if (event.target === part) source.close();
    });
    window.addEventListener("pagehide", function () { source.close(); });
  }

  // The row after one; past weeks are a table of their own, which the weeks to come go on from.
  function following(line) {
    var table = line.closest("table");
    do { line = line.nextElementSibling; } while (line && !line.querySelector("input"));
    if (line || !table.dataset.paste) return line;
    var same = document.querySelectorAll('table[data-paste="' + table.dataset.paste + '"]');
    var after = same[Array.prototype.indexOf.call(same, table) + 1];
    var input = after && after.querySelector("tbody input");
    return input ? input.closest("tr") : null;
  }

  // Cells copied from a spreadsheet fill the table from the cell where they are pasted.
  function paste(event) {
    var cell = event.target;
    if (!cell.matches || !cell.matches("table[data-paste] input")) return;
    var text = (event.clipboardData || window.clipboardData).getData("text");
    if (!/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    var rows = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
    var line = cell.closest("tr");
    var first = Array.prototype.indexOf.call(line.querySelectorAll("input:not([type=hidden])"), cell);
    for (var r = 0; r < rows.length && line; r++) {
      var inputs = line.querySelectorAll("input:not([type=hidden])");
      rows[r].split("\t").forEach(function (value, i) {
        var target = inputs[first + i];
        if (target && !target.readOnly) {
          target.value = value.trim();
          target.dispatchEvent(new Event("change", { bubbles: true }));
        }
      });
      line = following(line);
    }
  }

  // Up, down and Enter go from row to row in such a table, as in a spreadsheet.
  function move(event) {
    var cell = event.target;
    if (!cell.matches || !cell.matches("table[data-paste] input")) return;
    var step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
    if (!step) return;
    var line = cell.closest("tr");
    var at = Array.prototype.indexOf.call(line.querySelectorAll("input:not([type=hidden])"), cell);
    do { line = step > 0 ? line.nextElementSibling : line.previousElementSibling; }
    while (line && !line.querySelector("input"));
    event.preventDefault();
    if (!line) return;
    var target = line.querySelectorAll("input:not([type=hidden])")[at];
    if (target) { target.focus(); target.select(); }
  }

  // A text to copy into a message.
  function copy(event) {
    var button = event.target.closest ? event.target.closest("[data-copy]") : null;
    if (!button) return;
    var source = document.getElementById(button.dataset.copy);
    var text = source.value !== undefined ? source.value
      : source.textContent.trim().replace(/\n\s*\n\s*\n/g, "\n\n");
    function done() { button.textContent = button.dataset.done; }
    if (navigator.clipboard) {
      navigator.clipboard.writeText(text).then(done, function () { source.focus(); source.select(); });
    } else if (source.select) {
      source.focus();
      source.select();
    }
  }

  // A form is not sent twice by an impatient finger.
  function once(event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !form.matches("[hx-post]")) {
      form.dataset.sent = "1";
      form.setAttribute("aria-busy", "true");
    }
  }

  // A choice that shows something else needs no button once there are scripts.
  function submitChoice(event) {
    if (event.target.matches && event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  }

  document.addEventListener("paste", paste);
  document.addEventListener("keydown", move);
  document.addEventListener("click", copy);
  document.addEventListener("submit", once);
  document.addEventListener("change", submitChoice);
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    });
  });
  function start() {
    document.documentElement.classList.add("oc-scripts");
    showRefusal();
    document.querySelectorAll("[data-events]").forEach(watch);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
