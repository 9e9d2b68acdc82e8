// first.mjs - the first hour of somebody new: from the link to what was decided, by what stands on the pages.
import { addressOf, journey, PASSWORD } from '../harness.mjs';

journey('a first hour', { script: [true] }, async (t) => {
    const clara = await t.visitor(t.network.academies.Imperial.site);
    const { page } = clara;
    const link = (name) => page.getByRole('link', { name, exact: true }).first().click();
    const press = (name) => page.getByRole('button', { name, exact: true }).click();
    const fill = (label, text) => page.getByLabel(label).fill(text);
    const choose = (label, text) => page.getByLabel(label).selectOption(text);
    const headed = (name) => page.getByRole('heading', { name, level: 1 }).waitFor();
    /* Keys are there when the timer runs. */
    const key = async (name, step) => {
        await page.locator('.timer-on').waitFor();
        await page.keyboard.press(name);
        await (step && headed(step));
    };

    await t.step('begins with a link and a password, and with one thing to do', async () => {
        await page.goto(await t.network.invite('Imperial', 'Clara Newhere', 'coach'));
        await fill('Email address', addressOf('Clara Newhere'));
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await press('Join');
        await headed('Hello, Clara');
        await link('Set up the room');
    });
    await t.step('needs a room: a name, why, when and where', async () => {
        await fill('What is the room called?', 'First Steps Big Room');
        await fill('Which pathway is it for?', 'Frailty');
        await fill('Why do you meet?', 'Older people go home sooner.');
        await choose('Weekly hour: day', 'Thursday');
        await fill('It starts at', '08:30');
        await fill('Where?', 'Seminar room 2');
        await press('Set up the room');
        await headed('First Steps Big Room');
    });
    await t.step('has its coach pair, and the roles that the pathway needs', async () => {
        await link('Appoint the coach pair');
        await choose('Clinical coach', 'Clara Newhere (you)');
        await choose('Flow coach', t.network.academies.Imperial.member);
        await press('Appoint the pair');
        await page.getByText('(flow)').waitFor();
        await link('Stakeholders, by role');
        for (const role of ['GP', 'Ward nurse']) {
            await fill('Which role?', role);
            await press('Add the stakeholder');
            await page.getByRole('link', { name: role, exact: true }).waitFor();
        }
    });
    await t.step('has a measure, with what was in a spreadsheet', async () => {
        await link('First Steps Big Room');
        await link('Define a measure');
        await fill('What is measured?', 'Home by noon');
        await fill('Unit', '%');
        await press('Define the measure');
        await link('Paste from Excel');
        await fill('Rows', '05/10/2026\t22\n12/10/2026\t25\n19/10/2026\t19');
        await press('Look at the rows');
        await press('Save 3 points');
        await page.getByText('points were saved').waitFor();
        await link('First Steps Big Room');
    });
    await t.step('is prepared by looking at what is proposed', async () => {
        await link('Prepare the hour');
        await press('Save the agenda');
        await link('Open the wall view');
        await press('Start the hour');
        await headed('Welcome and roles');
    });
    await t.step('goes by keys: a role, the story’s theme, a decision, an action', async () => {
        await key('r');
        await press('Take the role');
        await page.getByText('Clara Newhere has it').waitFor();
        await link('Back to the wall');
        await key('n', 'Patient story');
        await key('s');
        await fill('Theme', 'Waiting for transport');
        await press('Save the theme');
        await page.getByText('Waiting for transport').waitFor();
        await key('n', 'Last week’s actions');
        await key('n', 'What the data says');
        await page.getByText('Home by noon').first().waitFor();
        await key('d');
        await page.keyboard.type('We count from Monday');
        await page.keyboard.press('Enter');
        await page.getByText('Decided here: We count from Monday').waitFor();
        await key('n', 'A PDSA: plan the next test');
        await page.getByRole('link', { name: 'Plan a small test' }).waitFor();
        await key('a');
        await page.keyboard.type('Ask for the take-home list');
        await page.keyboard.press('Enter');
        await page.getByRole('region', { name: 'In this hour' }).getByText('Ask for the take-home list').waitFor();
        await key('n', 'Who does what');
    });
    await t.step('who was there, and scores from paper, lead back to the wall', async () => {
        await key('w');
        await fill('How many of GP', '1');
        await fill('How many of Ward nurse', '0');
        await press('Save who was there');
        await key('n', 'Score the hour');
        await key('p');
        for (const [i, score] of ['7', '8', '9', '6', '8'].entries()) {
            await page.getByLabel(`Score ${i + 1}`, { exact: true }).fill(score);
        }
        await press('Save the scores');
        await headed('Score the hour');
        await key('e');
        await page.getByText('of 10, the mean of five scores').waitFor();
    });
    await t.step('and is found again from the room, which begins its first test', async () => {
        await link('First Steps Big Room');
        await link('Start a PDSA');
        await fill('What do you want to find out?', 'Does a list bring medicines by noon?');
        await fill('What do you predict?', '8 of 10 by noon.');
        await fill('What will you do', 'One bay on Monday.');
        await fill('What do you call it?', 'A list at 08:00');
        await press('Save the plan');
        await headed('A list at 08:00');
        await link('First Steps Big Room: PDSAs');
        await link('First Steps Big Room');
        await link('On one page');
        await page.getByText('A list at 08:00').waitFor();
    });
});
