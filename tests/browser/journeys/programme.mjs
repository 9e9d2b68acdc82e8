// programme.mjs - an element: published, adopted, adapted elsewhere, proposed back, in a version that others adopt.
import { journey, reads } from '../harness.mjs';

const save = (page, name) => page.getByRole('button', { name }).click();

journey('an adaptation that goes back', async (t) => {
    const title = t.withScript ? 'Daily board huddle' : 'Ten minutes at the board';
    const bath = await t.member('Bath', 'Ola Invented', 'lead');
    const imperial = await t.member('Imperial', 'Pim Invented', 'lead');
    const theirs = imperial.page;
    await t.step('publishes an element', async () => {
        await bath.page.goto('/elements/new');
        await bath.page.getByLabel('What is it called?').fill(title);
        await bath.page.getByLabel(/^Fixed: it is what works/).check();
        await bath.page.getByLabel('Which part of the programme?').selectOption('weekly_hour');
        await save(bath.page, 'Publish the element');
        await bath.page.getByRole('link', { name: 'Say what the element is for.' }).waitFor();
        await t.look(bath, 'element-refused');
        await bath.page.getByLabel('What is it for?').fill('Everyone leaves knowing who could go home today and what stands in the way.');
        await bath.page.getByLabel('What stays?').fill('Every working day, same time\nOne shared list that all can see');
        await bath.page.getByLabel('What may others change?').fill('When: any time before 10:00\nWho leads it, from week to week');
        await save(bath.page, 'Publish the element');
        await bath.page.getByText('Fixed element').waitFor();
    });
    const address = new URL(bath.page.url()).pathname;
    await t.step('decides about another academy’s element, under a name of its own', async () => {
        await reads(theirs, '/programme?show=waiting', () => theirs.getByRole('link', { name: title, exact: true }));
        await theirs.getByRole('link', { name: title, exact: true }).click();
        await theirs.getByRole('link', { name: 'Adopt, try or decline' }).click();
        await theirs.getByLabel('Declines it').check();
        await save(theirs, 'Save our decision');
        await theirs.getByRole('link', { name: /^Say the reason why it is declined/ }).waitFor();
        await theirs.getByLabel('Adopts it').check();
        await theirs.getByLabel('What do we call it?').fill(`Our ${title}`);
        await t.look(imperial, 'decide');
        await save(theirs, 'Save our decision');
        await theirs.getByText('adopted here today').waitFor();
        await theirs.goto('/programme');
        await theirs.getByRole('link', { name: `Our ${title}` }).waitFor();
        await t.look(imperial, 'programme');
    });
    await t.step('writes down what it does differently, and what came of it', async () => {
        await theirs.goto(address);
        await theirs.getByRole('link', { name: 'Write down what you changed' }).click();
        await theirs.getByLabel('What did you change?').fill('Moved to 08:15, after the night handover');
        await theirs.getByLabel('Planned', { exact: true }).check();
        await theirs.getByLabel('The team in the room').check();
        await theirs.getByLabel('One Big Room').check();
        await theirs.getByLabel('It departs from it').check();
        await theirs.getByLabel('6. Why?').fill('Night staff leave at 08:30');
        await theirs.getByLabel(/The network/).check();
        await t.look(imperial, 'adapt');
        await save(theirs, 'Save what you changed');
        await theirs.getByRole('link', { name: /^A departure: / }).waitFor();
        await theirs.getByRole('link', { name: 'Say what came of it' }).click();
        await theirs.getByLabel('Worked', { exact: true }).check();
        await theirs.getByLabel('What do you see?').fill('11 weeks, attendance up');
        await save(theirs, 'Save what came of it');
        await theirs.getByText('11 weeks, attendance up').waitFor();
        await t.look(imperial, 'adaptation');
    });
    await t.step('proposes it as a change of the element', async () => {
        await theirs.getByRole('link', { name: 'Propose it as a change' }).click();
        await theirs.getByLabel('What becomes what?').fill('“Any time before 10:00” becomes “within an hour of the night handover”.');
        await save(theirs, 'Propose the change');
        await theirs.getByText('Proposed by Imperial').first().waitFor();
    });
    const proposal = new URL(theirs.url()).pathname;
    await t.step('is taken up by a version', async () => {
        await reads(bath.page, address, () => bath.page.getByText('Proposed for version 2'));
        await bath.page.getByText('Worked: 11 weeks, attendance up').waitFor();
        await t.look(bath, 'element');
        await bath.page.goto(proposal);
        await bath.page.getByRole('link', { name: 'Publish a version with it' }).click();
        await bath.page.getByLabel('What may others change?').fill('When: within an hour of the night handover');
        await save(bath.page, 'Publish version 2');
        await bath.page.getByText('Version 2, published here').waitFor();
    });
    await t.step('waits for a decision, and travels', async () => {
        await reads(theirs, address, () => theirs.getByRole('heading', { name: 'Version 2 waits for our decision' }));
        await theirs.getByRole('link', { name: 'Decide about version 2' }).click();
        await theirs.getByLabel('Adopts it').check();
        await save(theirs, 'Save our decision');
        await theirs.goto(proposal);
        await theirs.getByText('Bath published version 2 with it').waitFor();
        await theirs.getByText('Imperial adopted version 2').waitFor();
        await t.look(imperial, 'proposal');
    });
    await t.step('looks at itself in words', async () => {
        await theirs.goto('/reviews/new');
        await theirs.getByRole('group', { name: `Our ${title}`, exact: true }).getByLabel('Differently').check();
        await theirs.getByRole('group', { name: `Our ${title}`, exact: true }).getByLabel('What do we do and see?').fill('At 08:15, and all come');
        await t.look(imperial, 'review-new');
        await save(theirs, 'Save our self-review');
        await theirs.getByText('Differently: At 08:15, and all come').waitFor();
        await t.look(imperial, 'review');
    });
});
