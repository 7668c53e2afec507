// The little that pages add when scripts run. A classic script, since `file://` blocks modules; every page is
// complete without it. No page's meaning depends on it, save the age of the edition itself.
(() => {
  const root = document.documentElement;
  root.classList.add('scripted');

  /** "3 minutes", "2 hours", "5 days" for a number of milliseconds. */
  const spell = (milliseconds) => {
    const seconds = Math.round(milliseconds / 1000);
    const [size, unit] =
      seconds < 90
        ? [1, 'second']
        : seconds < 5400
          ? [60, 'minute']
          : seconds < 129600
            ? [3600, 'hour']
            : [86400, 'day'];
    const count = Math.round(seconds / size);
    return `${count} ${unit}${count === 1 ? '' : 's'}`;
  };

  // How old is what the reader sees? `data-due` (seconds) is the age from which that is news in itself.
  const tellAges = () => {
    for (const element of document.querySelectorAll('[data-age]')) {
      const age = Date.now() - Date.parse(element.dataset.age);
      element.textContent = age < 0 ? `${spell(-age)} ahead of this computer's clock` : `${spell(age)} ago`;
      element.hidden = false;
      const due = Number(element.dataset.due);
      const late = due > 0 && age > due * 1000;
      element.classList.toggle('overdue', late);
      if (late) element.textContent += ', overdue';
    }
  };
  tellAges();
  setInterval(tellAges, 30_000);

  // A permanent page never names its successor in its own bytes: `editions.js` beside it, which changes, does.
  const { edition } = root.dataset;
  const { times = [], next, brief = [] } = globalThis.gazetteEditions ?? {};
  const place = times.indexOf(edition);
  const following = document.querySelector('[data-following]');
  if (following && place !== -1) {
    const later = times[place + 1];
    // The link leads to the day's page: from there the other editions are found, however deep this page lies.
    const day = following.getAttribute('href').replace(/index\.html$/, '');
    // A brief edition has no tables.
    const page = brief.includes(later ?? next) ? 'index.html' : following.dataset.page;
    if (later) following.href = `${day}${later}/${page}`;
    else if (next) following.href = `${day}../${next}/${page}`;
    following.hidden = !later && !next;
  }

  for (const button of document.querySelectorAll('button[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const text = button.dataset.copy;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        // `file://` and plain HTTP have no clipboard API
        const area = document.createElement('textarea');
        area.value = text;
        button.after(area);
        area.select();
        document.execCommand('copy');
        area.remove();
        button.focus();
      }
      button.textContent = 'Copied';
      setTimeout(() => (button.textContent = 'Copy'), 1500);
    });
  }

  // A box to filter the rows of a table by any text in them.
  for (const box of document.querySelectorAll('[data-filter]')) {
    const table = document.getElementById(box.dataset.filter);
    const input = box.querySelector('input');
    const output = box.querySelector('output');
    const rows = [...table.querySelectorAll('tbody tr:not(.subhead)')].map((row) => ({
      row,
      text: row.textContent.toLowerCase(),
    }));
    box.hidden = false;
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { row, text } of rows) {
        const match = words.every((word) => text.includes(word));
        row.hidden = !match;
        if (match) shown += 1;
      }
      output.textContent = words.length ? `${shown} of ${rows.length}` : '';
    });
  }
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.closest('input, textarea')) return;
    const input = document.querySelector('[data-filter] input');
    if (!input) return;
    event.preventDefault();
    input.focus();
  });
})();
