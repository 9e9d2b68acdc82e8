// board.mjs - a report to the board: written, printed on one sheet, read and answered by its link, ended.
import { request } from 'node:http';
import { journey } from '../harness.mjs';

const save = (page, name) => page.getByRole('button', { name }).click();
const day = (days) => new Date(Date.now() + 86400000 * days).toISOString().slice(0, 10);
const month = day(0).slice(0, 7);
const pagesOf = (pdf) => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;

/** What a program is answered, without cookies; names below localhost are known to browsers alone. */
function asked(base, path, headers) {
    const { host, port } = new URL(base);
    return new Promise((done, fail) => {
        request({ host: '127.0.0.1', port, path, headers: { host, ...headers } }, (answer) => {
            let text = '';
            answer.on('data', (more) => { text += more; });
            answer.on('end', () => done({ status: answer.statusCode, text }));
        }).on('error', fail).end();
    });
}

/** A measure with sixty weeks of points, the last eight of them better. */
async function measured(page, title, low, high) {
    await page.goto('/measures/new');
    await page.getByLabel('What is measured?').fill(title);
    await page.getByLabel('Unit').fill('%');
    await page.getByLabel('Higher').check();
    await page.getByLabel('Target').fill('90');
    await save(page, 'Define the measure');
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    const address = new URL(page.url()).pathname;
    const rows = Array.from({ length: 60 }, (_, week) => `${day(7 * (week - 60))}\t${(week > 51 ? high : low) + (week * 7) % 5}`);
    await page.goto(`${address}/paste`);
    await page.getByLabel('Rows').fill(`${rows.join('\n')}\n`);
    await save(page, 'Look at the rows');
    await save(page, 'Save 60 points');
    await page.getByText('60 points were saved').waitFor();
}

journey('a report to the board', async (t) => {
    const tag = t.withScript ? 'early' : 'late';
    const lead = await t.member('Bath', `Lee Invented ${tag}`, 'lead');
    const sponsor = await t.member('Bath', `Ruth Invented ${tag}`, 'sponsor');
    const { page } = lead;
    const titles = [`Home on the day, ${tag}`, `Decided before ten, ${tag}`];
    await t.step('has something to say and something to ask', async () => {
        await page.goto('/rooms/new');
        await page.getByLabel('What is the room called?').fill(`Frailty ${tag}`);
        await page.getByLabel('Which pathway is it for?').fill('Older people');
        await save(page, 'Set up the room');
        await page.getByRole('heading', { name: `Frailty ${tag}`, level: 1 }).waitFor();
        await page.goto(`${new URL(page.url()).pathname}/roadblocks`);
        await page.getByLabel('What is in the way?').fill(`The bed meeting is at 09:30, ${tag}`);
        await page.getByLabel('Who is asked?').selectOption({ label: `Ruth Invented ${tag} (sponsor)` });
        await page.getByLabel('Is it handled anywhere else?').fill('Flow committee');
        await save(page, 'Ask the sponsor');
        await page.getByText('Not answered yet.').waitFor();
        await page.goto('/measures/new');
        await page.getByLabel('What is measured?').fill(`Canary ${tag}`);
        await save(page, 'Define the measure');
        await page.getByRole('heading', { name: `Canary ${tag}`, level: 1 }).waitFor();
        await measured(page, titles[0], 22, 40);
        await measured(page, titles[1], 30, 30);
    });
    await t.step('is written, and no story without consent', async () => {
        await page.goto('/board');
        await t.look(lead, 'board');
        await page.getByRole('link', { name: 'Write this month’s report' }).click();
        await page.getByLabel('Month', { exact: true }).fill(month);
        await page.getByLabel('The month in one sentence').fill(`More people go home the same day, ${tag}`);
        await page.getByLabel('Lead').fill('One measure of two has improved beyond chance.');
        await page.getByLabel('Measure 1', { exact: true }).selectOption({ label: titles[0] });
        await page.getByLabel('Your sentence about measure 1').fill('The list is made at night.');
        await page.getByLabel('Measure 2', { exact: true }).selectOption({ label: titles[1] });
        await page.getByLabel('One story', { exact: true }).fill('It was the stairs. They sorted the stairs.');
        await page.getByLabel('What we learned').first().fill('The early decision was about a list.');
        await page.getByLabel('One ask: which roadblock?').selectOption({ label: `The bed meeting is at 09:30, ${tag} (Frailty ${tag})` });
        await page.getByLabel('The ask in one line').fill('Move the bed meeting by 15 minutes');
        await page.getByLabel('For whom is it written?').selectOption({ label: `Ruth Invented ${tag} (sponsor)` });
        await save(page, 'Save the report');
        await page.getByText('A story is told when the person has agreed').first().waitFor();
        await t.look(lead, 'board-new-refused');
        await page.getByLabel('The person agreed that it is told').check();
        await save(page, 'Save the report');
        await page.getByRole('heading', { name: `More people go home the same day, ${tag}`, level: 1 }).waitFor();
    });
    const address = new URL(page.url()).pathname;
    await t.step('says what the charts say, and what was a year ago', async () => {
        await page.getByText('The list is made at night.').waitFor();
        await page.getByText('A year ago: ').first().waitFor();
        await page.getByText('The same is handled at: Flow committee').waitFor();
        await t.look(lead, 'board-report');
        return (await page.locator('.board-icons svg').count()) === 4;
    });
    await t.step('prints on one sheet', async () => {
        const pdf = await page.pdf({ preferCSSPageSize: true });
        return pagesOf(pdf) === 1;
    });
    await t.step('is what its sponsor reads', async () => {
        await sponsor.page.goto('/board');
        await sponsor.page.getByRole('link', { name: `More people go home the same day, ${tag}` }).click();
        await sponsor.page.getByRole('link', { name: 'Answer it' }).waitFor();
        await t.look(sponsor, 'board-sponsor');
        return (await sponsor.page.goto(`${address}/links`)).status() === 403;
    });
    let link;
    await t.step('gets a link', async () => {
        await page.getByRole('link', { name: 'Links to it' }).click();
        await save(page, 'Make a link');
        link = (await page.locator('code.key').innerText()).trim();
        await t.look(lead, 'board-links');
        return /\/r\/[0-9a-f]{32}$/.test(link);
    });
    const reader = await t.visitor(t.network.academies.Bath.site);
    const path = new URL(link).pathname;
    await t.step('is read without signing in, and nothing beside it', async () => {
        const answer = await reader.page.goto(path);
        const headers = answer.headers();
        await reader.page.getByRole('heading', { name: `More people go home the same day, ${tag}`, level: 1 }).waitFor();
        const hrefs = await reader.page.locator('a[href]').count();
        await t.look({ ...reader, academy: 'Bath' }, 'board-read');
        return headers['cache-control'] === 'no-store' && headers['x-robots-tag'].startsWith('noindex') && hrefs === 0
            && (await reader.page.goto(address)).url().includes('/sign-in');
    });
    await t.step('shows nothing but the report, to programs neither, whatever the address asks', async () => {
        const ways = [[path, {}], [path, { accept: 'application/json' }], [`${path}?id=${new URL(page.url()).pathname.split('/')[2]}&room=1&limit=200`, { accept: 'application/json' }]];
        for (const [at, headers] of ways) {
            const { text } = await asked(reader.base, at, headers);
            if (!text.includes(titles[0]) || text.includes('Canary') || text.includes(lead.name) || /\/(room|measure|roadblock|person)\//.test(text)) {
                throw new Error(`${at} shows more than the report`);
            }
        }
        return (await asked(reader.base, `${path.slice(0, -1)}${path.endsWith('0') ? 1 : 0}`, {})).status === 404;
    });
    await t.step('prints from there on one sheet, too', async () => {
        await reader.page.goto(path);
        return pagesOf(await reader.page.pdf({ preferCSSPageSize: true })) === 1;
    });
    await t.step('is answered there, once', async () => {
        await save(reader.page, 'Give the answer');
        await reader.page.getByText('Choose an answer.').first().waitFor();
        await reader.page.getByLabel('Yes', { exact: true }).check();
        await reader.page.getByLabel('In your words').fill('From Monday on.');
        await save(reader.page, 'Give the answer');
        await reader.page.getByRole('heading', { name: 'Your answer is given' }).waitFor();
        await t.look({ ...reader, academy: 'Bath' }, 'board-answered');
        return (await reader.page.getByRole('button', { name: 'Give the answer' }).count()) === 0;
    });
    await t.step('and the room sees how the answer came', async () => {
        await page.goto(address);
        await page.getByRole('link', { name: 'What was asked and answered' }).click();
        await page.getByText('From Monday on.').waitFor();
        await page.getByText('by the link of a report to the board').waitFor();
    });
    await t.step('ends its link', async () => {
        await page.goto(`${address}/links`);
        await page.getByText('Opened on one day').waitFor();
        await save(page, /^End this link/);
        await page.getByText('Ended today').waitFor();
        const answer = await reader.page.goto(path);
        await reader.page.getByRole('heading', { name: 'This link was ended' }).waitFor();
        await t.look({ ...reader, academy: 'Bath' }, 'board-link-ended');
        return answer.status() === 410;
    });
    await t.step('is the next one’s beginning', async () => {
        await page.goto('/patterns/new');
        await page.getByLabel('What do you call it?').fill(`One page, ${tag}`);
        await page.getByLabel('What to write in block 2').fill('Ask the ward host.');
        await page.getByLabel('The network').check();
        await save(page, 'Save the pattern');
        await page.getByRole('link', { name: 'Begin a report from it' }).waitFor();
        await t.look(lead, 'pattern');
        await page.getByRole('link', { name: 'Begin a report from it' }).click();
        await page.getByText('The pattern says: Ask the ward host.').waitFor();
        await t.look(lead, 'board-new');
        return (await page.getByLabel('Measure 1', { exact: true }).locator('option:checked').innerText()).startsWith('Home on the day');
    });
});
