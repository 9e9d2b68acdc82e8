// pdsa.mjs - a small test of a Big Room: planned, studied, on the chart, in the driver diagram.
import { journey } from '../harness.mjs';

const save = (page, name) => page.getByRole('button', { name }).click();
const day = (days) => new Date(Date.now() + 86400000 * days).toISOString().slice(0, 10);

journey('a small test', async (t) => {
    const coach = await t.atDevice('Bath');
    const { page } = coach;
    const name = t.withScript ? 'Frailty Big Room' : 'Stroke Big Room';
    const room = await t.network.device('Bath', 'room', 'open', '--name', name, '--pathway', name);
    const measure = await t.network.device('Bath', 'measure', 'define', '--room', room.id,
        '--title', `Home on the day, ${name}`, '--unit', '%', '--direction', 'increase');
    await t.step('begins with what is counted', async () => {
        const weeks = Array.from({ length: 16 }, (_, i) => `${day(7 * i - 112)}\t${24 + (i % 3) + (i > 9 ? 9 : 0)}`);
        await page.goto(`/measure/${measure.id}/paste`);
        await page.getByLabel('Rows').fill(weeks.join('\n'));
        await save(page, 'Look at the rows');
        await save(page, 'Save 16 points');
        await page.locator('.chart .wide svg').waitFor();
    });
    await t.step('is planned, with a prediction', async () => {
        await page.goto(`/room/${room.id}/pdsas`);
        await page.getByRole('link', { name: 'Plan a small test' }).click();
        await page.getByLabel('What do you want to find out?').fill('Does an 08:00 therapy start bring decisions before 10?');
        await save(page, 'Save the plan');
        await page.getByText('without a prediction it is not a test').first().waitFor();
        await page.getByLabel('What do you predict?').fill('Four more people a week home on the day.');
        await page.getByLabel('What will you do').fill('One therapist on ward 4 starts at 08:00. Swap agreed in the team.');
        await page.getByLabel('What do you call it?').fill('Therapist starts at 08:00');
        await page.getByLabel('Starts').fill(day(-49));
        await page.getByLabel('Study it').fill(day(-7));
        await page.getByLabel('Which measure').selectOption(measure.id);
        await t.look(coach, 'pdsa-new');
        await save(page, 'Save the plan');
        await page.getByRole('heading', { name: 'Therapist starts at 08:00', level: 1 }).waitFor();
    });
    const address = new URL(page.url()).pathname;
    await t.step('stands on the chart', async () => {
        await page.getByRole('heading', { name: 'On the chart' }).waitFor();
        const own = await page.locator('.chart .wide svg').innerHTML();
        await page.goto(`/measure/${measure.id}`);
        const all = await page.locator('.chart .wide svg').innerHTML();
        return own.includes('PDSA 1') && all.includes('PDSA 1');
    });
    await t.step('is studied beside what was predicted, and adopted', async () => {
        await page.goto(address);
        await page.getByRole('link', { name: 'Study it' }).click();
        await page.getByLabel('What was carried out?').fill('Eighteen of twenty days. Two days of sickness.');
        await page.getByLabel('What happened?').fill('Three more a week. Mondays did not change.');
        await page.getByLabel('Close to it').check();
        await page.getByLabel('What did you learn?').fill('On Mondays the wait is for transport, not for therapy.');
        await page.getByLabel('Adopt: we keep doing it').check();
        await page.getByLabel('How many people?').fill('9');
        await t.look(coach, 'pdsa-study');
        await save(page, 'Save what we learned');
        await page.getByText('Three more a week.').waitFor();
        await t.look(coach, 'pdsa-show');
    });
    await t.step('becomes the way of working', async () => {
        await page.getByRole('link', { name: 'Make it the way of working' }).click();
        await page.getByLabel('Where is it written down').fill('The therapy rota of ward 4.');
        await t.look(coach, 'change-new');
        await save(page, 'Save the change');
        await page.getByText('The therapy rota of ward 4.').waitFor();
        await t.look(coach, 'change-list');
    });
    await t.step('is followed by a second one of its ramp', async () => {
        await page.goto(`/room/${room.id}/pdsas/new?after=${address.split('/')[2]}`);
        await page.getByLabel('What do you want to find out?').fill('Do three names on the board bring the first decision before 10?');
        await page.getByLabel('What do you predict?').fill('Two of the three are home by noon, on four days of five.');
        await page.getByLabel('What do you call it?').fill('Three names on the board');
        await save(page, 'Save the plan');
        await page.getByText('test 2 of a ramp').waitFor();
        await page.goto(`/room/${room.id}/pdsas`);
        await t.look(coach, 'pdsa-list');
    });
    await t.step('and stands in the driver diagram, drawn and as an outline', async () => {
        const boxes = [
            ['primary', 'Decide early in the day'], ['secondary', 'Senior review before 10'],
            ['idea', 'Therapist starts at 08:00', 'PDSA 1: Therapist starts at 08:00'], ['primary', 'Home is ready'],
            ['secondary', 'Transport on Mondays'], ['idea', 'Book at the huddle'],
        ];
        await page.goto(`/room/${room.id}/drivers`);
        await page.getByRole('link', { name: 'Draw it' }).click();
        await page.getByLabel('The aim').fill('Home on the day: from 22% to 38% of people assessed for frailty, by March 2027');
        for (const [i, [level, words, test]] of boxes.entries()) {
            await page.getByLabel(`What box ${i + 1} is`).selectOption(level);
            await page.getByLabel(`Words of box ${i + 1}`).fill(words);
            if (test) {
                await page.locator('.box-row summary').nth(i).click();
                await page.getByLabel('PDSA that tests it').nth(i).selectOption({ label: test });
            }
        }
        await save(page, 'Add five rows');
        await page.getByLabel('Words of box 13').waitFor();
        await t.look(coach, 'driver-edit');
        await save(page, 'Save the diagram');
        const drawn = await page.locator('.on-screen svg').innerHTML();
        await page.getByRole('link', { name: 'Therapist starts at 08:00' }).waitFor();
        await t.look(coach, 'driver-show');
        return drawn.includes('PDSA 1, adopted') && drawn.includes('not tested yet');
    });
    await t.step('which changes where it says, the version before kept', async () => {
        await page.getByRole('link', { name: 'Change it' }).click();
        await page.getByLabel('Number of box 6').fill('25');
        await page.getByLabel('Words of box 6').fill('Board round at 07:30');
        await save(page, 'Save the diagram');
        await page.getByRole('heading', { name: 'Versions' }).waitFor();
        const outline = await page.locator('.drivers-1').innerText();
        return outline.indexOf('Board round') < outline.indexOf('Therapist') && (await page.getByText('Version 2').count()) > 0;
    });
});
