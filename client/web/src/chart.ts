// Charts that are pointed at: the nearest point's date, value and what it is, in a line below.
//
// The drawing says in data-plot and data-days where its days lie; the numbers come from the table of
// the page, whose rows have data-date. A larger drawing is one press on "Larger" away, for it can be
// scrolled; nothing in it moves by itself.

const DAY_MS = 86_400_000;

interface Row {
    day: number;
    words: string;
}

function rowsOf(page: ParentNode): Row[] {
    const rows: Row[] = [];
    page.querySelectorAll<HTMLElement>('tr[data-date]').forEach((row) => {
        const words = Array.from(row.cells, (cell) => (cell.textContent ?? '').trim());
        rows.push({
            day: Math.round(Date.parse(row.dataset.date ?? '') / DAY_MS),
            words: words.filter((word) => word !== '').join(' · '),
        });
    });
    return rows.filter((row) => !Number.isNaN(row.day)).sort((a, b) => a.day - b.day);
}

function numbersOf(text: string | undefined): number[] {
    return (text ?? '').split(' ').map(Number);
}

function nearest(rows: Row[], day: number): Row {
    return rows.reduce((best, row) => (Math.abs(row.day - day) < Math.abs(best.day - day) ? row : best));
}

function watch(chart: SVGSVGElement, rows: Row[]): void {
    const [left = 0, , right = 0] = numbersOf(chart.dataset.plot);
    const [first = 0, last = 0] = numbersOf(chart.dataset.days);
    const line = document.createElement('p');
    line.className = 'meta chart-line';
    line.setAttribute('aria-hidden', 'true'); // the table says the same
    line.textContent = 'Point at the chart to read a number.';
    chart.after(line);
    chart.addEventListener('pointermove', (event) => {
        const box = chart.getBoundingClientRect();
        const x = ((event.clientX - box.left) * chart.viewBox.baseVal.width) / box.width;
        const part = right > left ? (x - left) / (right - left) : 0;
        line.textContent = nearest(rows, first + part * (last - first)).words;
    });
}

function offerLarger(chart: SVGSVGElement): void {
    const holder = chart.parentElement;
    if (!holder) {
        return;
    }
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button-link';
    button.textContent = 'Larger';
    button.setAttribute('aria-pressed', 'false');
    button.addEventListener('click', () => {
        const large = holder.classList.toggle('large');
        button.setAttribute('aria-pressed', String(large));
        button.textContent = large ? 'As it was' : 'Larger';
    });
    holder.append(button);
}

export function pointAtCharts(): void {
    const rows = rowsOf(document);
    if (rows.length === 0) {
        return;
    }
    document.querySelectorAll<SVGSVGElement>('.chart svg[data-plot]').forEach((chart) => {
        watch(chart, rows);
        offerLarger(chart);
    });
}
