// widths.mjs - prints how wide the letters of our face are: the tables of common/diagram/face.c.
//
//   node widths.mjs     a line for each weight and block of letters, in thousandths of the size
//
// Drawings are made where no fonts are, and their boxes grow with their text. So the widths stand in
// the code, and this says where they come from.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const packages = createRequire(import.meta.url);
const { convert } = packages('fontverter');

// The sheets of a font file: a number in front of each name says where it begins.
function sheets(view, bytes) {
    const found = {};
    for (let i = 0; i < view.getUint16(4); i++) {
        const at = 12 + 16 * i;
        found[String.fromCharCode(...bytes.subarray(at, at + 4))] = view.getUint32(at + 8);
    }
    return found;
}

// Which glyph a letter has: the runs of "cmap" in its form 4.
function glyphs(view, cmap) {
    let runs = 0;
    for (let i = 0; i < view.getUint16(cmap + 2); i++) {
        const at = cmap + view.getUint32(cmap + 8 + 8 * i);
        runs = view.getUint16(at) === 4 ? at : runs;
    }
    const count = view.getUint16(runs + 6) / 2;
    return (code) => {
        for (let i = 0; i < count; i++) {
            const first = view.getUint16(runs + 16 + 2 * (count + i));
            if (code > view.getUint16(runs + 14 + 2 * i) || code < first) {
                continue;
            }
            const move = view.getInt16(runs + 16 + 2 * (2 * count + i));
            const list = runs + 16 + 2 * (3 * count + i);
            const offset = view.getUint16(list);
            const glyph = offset === 0 ? code : view.getUint16(list + offset + 2 * (code - first));
            return glyph === 0 ? 0 : (glyph + move) & 0xffff;
        }
        return 0;
    };
}

async function face(weight, subset) {
    const file = `@fontsource/source-sans-3/files/source-sans-3-${subset}-${weight}-normal.woff2`;
    const bytes = await convert(readFileSync(packages.resolve(file)), 'sfnt');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const at = sheets(view, bytes);
    const glyph = glyphs(view, at.cmap);
    const last = view.getUint16(at.hhea + 34) - 1;
    const size = view.getUint16(at.head + 18);
    return (code) => {
        const found = glyph(code);
        return found === 0
            ? 0
            : Math.round((view.getUint16(at.hmtx + 4 * Math.min(found, last)) * 1000) / size);
    };
}

for (const weight of [400, 600]) {
    const latin = await face(weight, 'latin');
    const more = await face(weight, 'latin-ext');
    const width = (code) => latin(code) || more(code);
    const block = (name, codes) => console.log(weight, name, codes.map(width).join(', '));
    block('U+0020', Array.from({ length: 95 }, (_, i) => 0x20 + i));
    block('U+00A0', Array.from({ length: 96 }, (_, i) => 0xa0 + i));
    block('ŴŵŶŷŒœ–—‘’‚“”„†•…‹›€™−', Array.from('ŴŵŶŷŒœ–—‘’‚“”„†•…‹›€™−', (sign) => sign.codePointAt(0)));
}
