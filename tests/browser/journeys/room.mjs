// room.mjs - a Big Room from its first day: set up, coached, walked along its roadmap, a sponsor asked.
import { journey } from '../harness.mjs';

const save = (page, name) => page.getByRole('button', { name, exact: true }).click();
const link = (page, name) => page.getByRole('link', { name, exact: true }).click();

journey('a Big Room', async (t) => {
    const way = t.withScript ? 'with' : 'without';
    const coach = await t.member('Imperial', `Olu Invented ${way}`);
    const flow = await t.member('Imperial', `Sam Invented ${way}`);
    const sponsor = await t.member('Imperial', `Ruth Invented ${way}`, 'sponsor');
    const { page } = coach;
    const room = `Renal Big Room ${way}`;
    await t.step('is set up from the first page', async () => {
        await page.goto('/');
        await t.look(coach, 'home-first-day-coach');
        await link(page, 'Set up the room');
        await save(page, 'Set up the room');
        await page.getByRole('link', { name: 'Give the Big Room a name.' }).waitFor();
        await t.look(coach, 'room-new-refused');
        await page.getByLabel('What is the room called?').fill(room);
        await page.getByLabel('Which pathway is it for?').fill('Renal');
        await page.getByLabel('Why do you meet?').fill('People with kidney disease choose their treatment in time.');
        await page.getByLabel('Weekly hour: day').selectOption('Thursday');
        await page.getByLabel('It starts at').fill('08:30');
        await page.getByLabel('Where?').fill('Education Centre room 4');
        await save(page, 'Set up the room');
        await page.getByRole('heading', { name: room, level: 1 }).waitFor();
        await page.getByRole('link', { name: 'Prepare the hour' }).waitFor();
    });
    await t.look(coach, 'room-new-room');
    const address = new URL(page.url()).pathname;
    await t.step('gets its coach pair', async () => {
        await link(page, 'Appoint the coach pair');
        await page.getByLabel('Clinical coach').selectOption({ label: `${coach.name} (you)` });
        await page.getByLabel('Flow coach').selectOption({ label: flow.name });
        await save(page, 'Appoint the pair');
        await page.getByText(`${flow.name} (flow)`).waitFor();
    });
    await t.look(coach, 'room-people');
    await t.step('knows whom it needs', async () => {
        for (const [role, expects] of [['GP', 'to hear of changes before the letter'], ['Dialysis nurse', '']]) {
            await page.goto(`${address}/stakeholders`);
            await page.getByLabel('Which role?').fill(role);
            await page.getByLabel('What do they expect of the room?').fill(expects);
            await save(page, 'Add the stakeholder');
            await page.getByRole('link', { name: role, exact: true }).waitFor();
        }
    });
    await t.look(coach, 'room-stakeholders');
    await t.step('writes its 5Vs, themes and aims', async () => {
        await page.goto(address);
        await page.getByRole('link', { name: /^5Vs/ }).click();
        await link(page, 'Write the 5Vs');
        await page.getByLabel('Value').fill('Time to choose, with somebody who knows.');
        await page.getByLabel('Vision').fill('Nobody starts dialysis in a hurry.');
        await page.getByLabel('How many were in the room?').fill('9');
        await save(page, 'Save the 5Vs');
        await page.getByText('Nobody starts dialysis in a hurry.').waitFor();
        await t.look(coach, 'room-five_vs');
        await page.goto(`${address}/themes`);
        await page.getByLabel('What is the theme?').fill('Late referral');
        await save(page, 'Add the theme');
        await page.getByRole('link', { name: 'Late referral' }).waitFor();
        await t.look(coach, 'room-themes');
        await page.goto(`${address}/aims`);
        await page.getByLabel('Global aim').check();
        await page.getByLabel('What do you aim at?').fill('Everybody has chosen a treatment before they need it.');
        await save(page, 'Add the aim');
        await page.getByText('Everybody has chosen').waitFor();
        await t.look(coach, 'room-aims');
    });
    await t.step('votes for a change idea', async () => {
        await page.goto(`${address}/ideas`);
        await page.getByLabel('What could be tried?').fill('A choice clinic in the evening');
        await page.getByLabel('Which theme does it belong to?').selectOption('Late referral');
        await save(page, 'Add the idea');
        await page.getByLabel('3', { exact: true }).check();
        await page.getByRole('button', { name: /^Vote/ }).click();
        await page.getByText('3 votes', { exact: true }).waitFor();
    });
    await t.look(coach, 'room-ideas');
    await t.step('says where it is, and why', async () => {
        await page.goto(`${address}/stage`);
        await t.look(coach, 'room-stage');
        await page.getByLabel('We are at').selectOption('5Vs');
        await page.getByLabel('Why?').fill('Half of the people are new.');
        await save(page, 'Save the stage');
        await page.getByText('Half of the people are new.').waitFor();
    });
    await t.look(coach, 'room-show');
    await t.step('asks a sponsor, who answers', async () => {
        await link(page, 'Ask a sponsor');
        await page.getByLabel('What is in the way?').fill('No room in the evening');
        await page.getByLabel('Who is asked?').selectOption({ label: `${sponsor.name} (sponsor)` });
        await save(page, 'Ask the sponsor');
        await page.getByRole('heading', { name: 'No room in the evening' }).waitFor();
        await sponsor.page.goto('/');
        await link(sponsor.page, 'No room in the evening');
        await t.look(sponsor, 'roadblock-show');
        await sponsor.page.getByLabel('Moved', { exact: true }).check();
        await sponsor.page.getByLabel('What has happened, or what will?').fill('Outpatients 2 is yours on Tuesdays.');
        await save(sponsor.page, 'Post the answer');
        await page.goto(`${address}/roadblocks`);
        await page.getByText('Outpatients 2 is yours').waitFor();
    });
    await t.look(coach, 'roadblock-list');
    await t.step('names nobody of its members to others', async () => {
        await sponsor.page.goto(`${address}/people`);
        await sponsor.page.getByText('2 people belong to it.').waitFor();
        await sponsor.page.goto(address);
        return (await sponsor.page.getByText('Half of the people').count()) === 0;
    });
    await t.step('is changed by two at once, and put together', async () => {
        const other = flow.page;
        await other.goto(`${address}/change`);
        await page.goto(`${address}/change`);
        await page.getByLabel('Where?').fill('Room 5');
        await save(page, 'Save the change');
        await other.getByLabel('Where?').fill('Room 6');
        await save(other, 'Save the change');
        await other.getByRole('link', { name: /put the two together/ }).click();
        await t.look(flow, 'room-change-two');
        await other.getByLabel('Where?').fill('Room 7');
        await save(other, 'Save the change');
        await other.getByText('Room 7').waitFor();
        return (await other.getByText(/put the two together/).count()) === 0;
    });
    await t.step('is the first thing on the page at home', async () => {
        await page.goto('/');
        await page.getByRole('heading', { name: `${room}, Thursday 08:30` }).waitFor();
    });
    await t.look(coach, 'home-a-room');
});
