// share.mjs - what a room lets others see: looked at, shared, seen elsewhere, used there, taken back; the room on one page.
import { journey, reads } from '../harness.mjs';

const save = (page, name) => page.getByRole('button', { name }).click();
const day = (days) => new Date(Date.now() + 86400000 * days).toISOString().slice(0, 10);
const pagesOf = (pdf) => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;

journey('a room that shares', async (t) => {
    const coach = await t.atDevice('Bath');
    const { page } = coach;
    const pathway = t.withScript ? 'Hip fracture' : 'Delirium';
    const say = (...words) => t.network.device('Bath', ...words);
    const room = await say('room', 'open', '--name', `${pathway} Big Room`, '--pathway', pathway, '--purpose', 'Up on the first day, on every ward');
    await say('aim', 'add', room.id, 'global', 'Everybody is up on the first day');
    await say('theme', 'add', room.id, 'Pain relief comes late');
    const address = `/room/${room.id}`;
    await t.step('tests something, and stops it', async () => {
        await page.goto(`${address}/pdsas/new`);
        await page.getByLabel('What do you want to find out?').fill('Does a paper sheet help?');
        await page.getByLabel('What do you predict?').fill('Six more up on day one.');
        await page.getByLabel('What will you do').fill('Ward 7 fills in the sheet.');
        await page.getByLabel('What do you call it?').fill(`Paper sheet, ${pathway}`);
        await page.getByLabel('Starts').fill(day(-30));
        await save(page, 'Save the plan');
        await page.getByRole('link', { name: 'Study it' }).click();
        await page.getByLabel('What happened?').fill('Nobody read it.');
        await page.getByLabel('Different').check();
        await page.getByLabel(/^Abandon/).check();
        await page.getByLabel('What is adapted, or why is it abandoned?').fill('Nine minutes a patient, read by nobody.');
        await save(page, 'Save what we learned');
        await page.getByText('Nobody read it.').waitFor();
        await page.goto('/library?where=rooms');
        await page.getByText('Only its Big Room sees it').first().waitFor();
        await t.look(coach, 'library');
    });
    await t.step('looks at exactly what leaves of it', async () => {
        await page.getByRole('link', { name: `Paper sheet, ${pathway}` }).click();
        await page.getByRole('link', { name: 'Share it with the network' }).click();
        await page.getByLabel('What we learned').first().waitFor();
        await page.getByRole('textbox', { name: 'Reason' }).fill('');
        await t.look(coach, 'share-pdsa');
        await save(page, 'Share this PDSA');
        await page.getByRole('link', { name: 'Say the reason why it was abandoned' }).waitFor();
        await page.getByRole('textbox', { name: 'Reason' }).fill('Nine minutes a patient.');
        await save(page, 'Share this PDSA');
        await page.getByText('Shared with: the network').waitFor();
        return (await page.getByText('Ward 7').count()) === 0;
    });
    const copy = new URL(page.url()).pathname;
    await t.step('shares itself, part by part', async () => {
        await page.goto(`${address}/share`);
        await page.getByLabel(/^Why we meet leaves|^Why we meet/).first().check();
        await page.getByRole('textbox', { name: 'Why we meet' }).fill('Up on the first day');
        await page.getByLabel(/^Themes/).first().check();
        await page.getByLabel(/^PDSAs/).check();
        await t.look(coach, 'share-room');
        await save(page, 'Share this Big Room');
        await page.getByRole('heading', { name: `${pathway} Big Room`, level: 1 }).waitFor();
        await t.look(coach, 'shared-room');
        return (await page.getByText('Everybody is up').count()) === 0 && (await page.getByText('on every ward').count()) === 0;
    });
    const other = await t.member('Imperial', 'Nia Invented', 'coach');
    await t.step('is seen elsewhere, and used there', async () => {
        await reads(other.page, `/elsewhere?pathway=${encodeURIComponent(pathway)}`, () => other.page.getByRole('link', { name: `${pathway} Big Room` }));
        await t.look(other, 'elsewhere');
        await other.page.goto(copy);
        await t.look(other, 'shared-pdsa');
        await save(other.page, 'Tell Bath that you use it');
        await other.page.getByText('Say for which pathway you use it.').first().waitFor();
        await other.page.getByLabel('For which pathway of ours?').fill('Stroke');
        await save(other.page, 'Tell Bath that you use it');
        await other.page.getByText('Imperial, Stroke').waitFor();
    });
    await t.step('hears who uses it, and takes itself back', async () => {
        await reads(page, copy, () => page.getByText('Imperial, Stroke'));
        await page.goto(`${address}/share`);
        await page.getByRole('link', { name: 'Take back what is shared' }).click();
        await page.getByLabel('What is the reason?').fill('The room has ended');
        await t.look(coach, 'take-back');
        await save(page, 'Take it back');
        await page.getByRole('heading', { name: 'This Big Room was taken back' }).waitFor();
    });
    await t.step('fits on one sheet', async () => {
        for (const paper of ['a3', 'a4']) {
            await page.goto(`${address}/page?paper=${paper}`);
            await t.look(coach, `page-${paper}`);
            const pdf = await page.pdf({ preferCSSPageSize: true });
            if (pagesOf(pdf) !== 1) {
                throw new Error(`${paper}: ${pagesOf(pdf)} sheets`);
            }
        }
    });
});
