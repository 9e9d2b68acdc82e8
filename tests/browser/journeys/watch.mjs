// watch.mjs - faculty ask to see how an academy gets on; it agrees to a part, sees who looked, and ends it.
import { journey, reads } from '../harness.mjs';

const save = (page, name) => page.getByRole('button', { name }).click();
const day = (days) => new Date(Date.now() + 86400000 * days).toISOString().slice(0, 10);

journey('what one academy lets another see', async (t) => {
    const [ours, theirs] = t.withScript ? ['Bath', 'Imperial'] : ['Imperial', 'Bath'];
    const rooms = ['Renal', 'Kept back'].map((name) => `${name} Big Room${t.withScript ? '' : ', in words'}`);
    const say = (...words) => t.network.device(ours, ...words);
    const shown = await say('room', 'open', '--name', rooms[0], '--pathway', 'Renal', '--purpose', 'Home sooner');
    await say('room', 'open', '--name', rooms[1], '--pathway', 'Frailty', '--purpose', 'Nobody waits');
    await say('room', 'quiet', shown.id, '--reason', 'Moving wards', '--until', day(20));
    await say('visit', 'log', theirs, '--date', day(12), '--occasion', 'Day 5', '--planned');
    const fay = await t.member(theirs, 'Ines Invented', 'faculty');
    const lead = await t.member(ours, 'Lou Invented', 'coach,lead');
    await t.step('the academy has a cohort', async () => {
        await lead.page.goto('/cohorts/new');
        await lead.page.getByLabel('What is it called?').fill('Cohort 1');
        await lead.page.getByLabel('From', { exact: true }).fill(day(-90));
        await save(lead.page, 'Save the cohort');
        await lead.page.getByRole('heading', { name: 'Cohort 1', level: 1 }).waitFor();
    });
    await t.step('faculty ask, and say why', async () => {
        await fay.page.goto('/academies');
        await fay.page.getByRole('link', { name: ours, exact: true }).click();
        await fay.page.getByRole('link', { name: `How ${ours} gets on` }).click();
        await fay.page.getByText('They show us nothing').waitFor();
        await fay.page.getByRole('checkbox', { name: /^Which Big Rooms meet/ }).check();
        await save(fay.page, 'Ask them');
        await fay.page.getByRole('link', { name: 'Say why you ask: they will read it.' }).waitFor();
        await fay.page.getByRole('checkbox', { name: /^Which Big Rooms meet/ }).check();
        await fay.page.getByLabel('Why do you ask?').fill('We visit you next month.');
        await save(fay.page, 'Ask them');
        await fay.page.getByText('We have asked.').waitFor();
    });
    await t.step('the lead reads it, and looks at exactly what would leave', async () => {
        await reads(lead.page, '/watch', () => lead.page.getByText('We visit you next month.'));
        await t.look(lead, 'watch-list');
        await lead.page.getByRole('link', { name: 'Look at what they ask' }).click();
        await lead.page.getByRole('row', { name: new RegExp(`${rooms[0]}.*Moving wards`) }).waitFor();
        await lead.page.getByText(/Day 5/).first().waitFor();
        return (await lead.page.getByText('Nobody yet.').count()) === 1;
    });
    await t.step('agrees to a part of it, of one room', async () => {
        for (const part of [/^Which Big Rooms meet/, /^Cohorts/, /^Visits that/]) {
            await lead.page.getByRole('checkbox', { name: part }).check();
        }
        await lead.page.getByRole('radio', { name: 'Only those chosen here' }).check();
        await lead.page.getByRole('checkbox', { name: rooms[0], exact: true }).check();
        await save(lead.page, 'Agree');
        await lead.page.getByRole('button', { name: 'End it' }).waitFor();
    });
    const progress = new URL(fay.page.url()).pathname;
    await t.step('faculty see that, and nothing else', async () => {
        await reads(fay.page, progress, () => fay.page.getByRole('heading', { name: rooms[0] }));
        await fay.page.getByText('they say: Moving wards').waitFor();
        await fay.page.getByRole('heading', { name: 'Cohort 1' }).first().waitFor();
        await fay.page.getByText(/Day 5/).waitFor();
        await t.look(fay, 'watch-progress');
        const text = await fay.page.getByRole('main').innerText();
        return !text.includes(rooms[1]) && !/measures with special cause\b.*\d|not answered yet/.test(text);
    });
    const watched = new URL(lead.page.url()).pathname;
    await t.step('the academy sees the same, and who looked', async () => {
        await reads(lead.page, watched, () => lead.page.getByText(/: (Ines Invented|a member of)/));
        await lead.page.getByRole('heading', { name: 'Cohort 1' }).first().waitFor();
        await t.look(lead, 'watch-show');
    });
    await t.step('it ends', async () => {
        await save(lead.page, 'End it');
        await reads(fay.page, progress, () => fay.page.getByText('They show us nothing'));
        return !(await fay.page.getByRole('main').innerText()).includes(rooms[0]);
    });
    await t.step('a coach reads on the room why it is quiet, and says that it meets again', async () => {
        const { page } = await t.atDevice(ours);
        await page.goto(`/room/${shown.id}`);
        await page.getByText(/^Quiet since .*: Moving wards/).waitFor();
        await page.getByRole('link', { name: 'Change it' }).click();
        await page.getByLabel('Why does it not meet?').fill('');
        await save(page, 'Save it');
        await page.getByRole('link', { name: 'Say why the room is quiet' }).waitFor();
    });
});
