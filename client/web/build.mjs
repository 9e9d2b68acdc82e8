// build.mjs - makes what pages load: one style sheet, one script, the fonts, the icon.
//
//   node build.mjs OUT      writes OUT/NAME-HASH.ext and OUT/gzip/NAME-HASH.ext (what is embedded)
//
// A name carries the hash of what is in the file, so browsers may keep it for ever. The same sources
// give the same bytes on every machine: no dates, no order of a folder, one version of each package.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, gzipSync } from 'node:zlib';
import { transform, build as bundle } from 'esbuild';
import * as sass from 'sass';
import subsetFont from 'subset-font';

const here = dirname(fileURLToPath(import.meta.url));
const packages = createRequire(import.meta.url);

// What a page may weigh; a build that goes over it fails here, not on somebody's phone.
const FONT_SIZE_MAX = 12 * 1024;
const FIRST_PAGE_SIZE_MAX = 60 * 1024;
const PAGE_SIZE = 12 * 1024; // a full page without its assets, as sent

const out = process.argv[2] ?? join(here, 'dist');
const made = [];

function keep(stem, ending, bytes) {
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
    const name = `${stem}-${hash}.${ending}`;
    const packed = gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
    packed[9] = 255; // the byte that says which system packed it: "unknown", the same everywhere
    made.push({ name, bytes, packed });
    return name;
}

// Letters of English, Welsh and Western Europe, and the signs that people type.
function range(first, last) {
    return Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join('');
}
const LATIN = range(0x20, 0x7e) + range(0xa0, 0xff) + 'Œœ–—‘’‚“”„†•…‹›€™−';
const WELSH = 'ŴŵŶŷ';

async function font(weight, subset, letters) {
    const file = `@fontsource/source-sans-3/files/source-sans-3-${subset}-${weight}-normal.woff2`;
    const bytes = await subsetFont(readFileSync(packages.resolve(file)), letters, {
        targetFormat: 'woff2',
    });
    if (bytes.length > FONT_SIZE_MAX) {
        throw new Error(`${subset} ${weight} is ${bytes.length} bytes, more than ${FONT_SIZE_MAX}`);
    }
    return keep(`source-sans-${subset}-${weight}`, 'woff2', bytes);
}

async function styles(fonts) {
    const compiled = sass.compile(join(here, 'src', 'bigroom.scss'), {
        loadPaths: [join(here, 'node_modules')],
        quietDeps: true,
        logger: sass.Logger.silent,
    });
    let css = compiled.css;
    for (const [placeholder, name] of Object.entries(fonts)) {
        css = css.replaceAll(placeholder, name);
    }
    const small = await transform(css, { loader: 'css', minify: true, target: 'es2020' });
    return keep('bigroom', 'css', Buffer.from(small.code));
}

async function script() {
    const result = await bundle({
        entryPoints: [join(here, 'src', 'main.ts')],
        bundle: true,
        format: 'esm',
        minify: true,
        target: 'es2020',
        write: false,
    });
    return keep('bigroom', 'js', Buffer.from(result.outputFiles[0].contents));
}

const fonts = {
    'font-latin-400': await font(400, 'latin', LATIN),
    'font-latin-600': await font(600, 'latin', LATIN),
    'font-welsh-400': await font(400, 'latin-ext', WELSH),
    'font-welsh-600': await font(600, 'latin-ext', WELSH),
};
await styles(fonts);
await script();
keep('icon', 'svg', readFileSync(join(here, 'src', 'icon.svg')));

const first_page = made
    .filter(({ name }) => !name.includes('latin-ext'))
    .reduce((sum, { packed }) => sum + packed.length, PAGE_SIZE);
if (first_page > FIRST_PAGE_SIZE_MAX) {
    throw new Error(`a first page is ${first_page} bytes, more than ${FIRST_PAGE_SIZE_MAX}`);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'gzip'), { recursive: true });
for (const { name, bytes, packed } of made) {
    writeFileSync(join(out, name), bytes);
    writeFileSync(join(out, 'gzip', name), packed);
}
for (const name of readdirSync(join(out, 'gzip')).sort()) {
    const { bytes, packed } = made.find((file) => file.name === name);
    console.log(`${name} ${bytes.length} bytes, ${packed.length} sent`);
}
console.log(`a first page: ${first_page} of ${FIRST_PAGE_SIZE_MAX} bytes`);
