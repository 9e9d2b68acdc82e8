// academy.mjs - what an academy says of itself, who its people are, what it does not show, no patients.
import { journey, reads } from '../harness.mjs';

const told = (t, words) => `${words}${t.withScript ? '' : ' (no script)'}`;
const NUMBER = '943 476 5919'; // its check digit is right; it is nobody's
const post = (page, text) => page.locator('article.post', { hasText: text }).first();

async function thread(page, title, text, audience = 'network') {
    await page.goto('/threads/new');
    await page.getByLabel('Title').fill(title);
    await page.locator('#field-text').fill(text);
    await page.locator(`input[name=audience][value=${audience}]`).check();
    await page.getByRole('button', { name: 'Start the thread' }).click();
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    return new URL(page.url()).pathname;
}

journey('our context', async (t) => {
    const lead = await t.member(t.withScript ? 'Bath' : 'Sheffield', 'Fern Invented', 'lead,data_steward');
    const basil = await t.member('Imperial', 'Basil Invented');
    await t.step('every academy is listed, ours marked', async () => {
        await lead.page.goto('/academies');
        for (const name of ['Bath', 'Imperial', 'Northumbria', 'Sheffield']) {
            await lead.page.getByRole('main').getByRole('link', { name, exact: true }).waitFor();
        }
    });
    await t.look(lead, 'academies');
    await t.step('writes our page', async () => {
        await lead.page.getByRole('main').getByRole('link', { name: lead.academy, exact: true }).click();
        await lead.page.getByRole('link', { name: /our page$/ }).click();
        await lead.page.getByLabel('Size').waitFor();
    });
    await t.look(lead, 'context-edit');
    await t.step('others read it before they ask', async () => {
        await lead.page.getByLabel('Size').fill('Two invented sites, three Big Rooms.');
        await lead.page.getByLabel('What to know first').fill('Ask for the wall.');
        await lead.page.getByRole('button', { name: 'Save our page' }).click();
        await lead.page.getByText('three Big Rooms').first().waitFor();
        await basil.page.goto('/academies');
        await basil.page.getByRole('main').getByRole('link', { name: lead.academy, exact: true }).click();
        const address = basil.page.url();
        await reads(basil.page, address, () => basil.page.getByText('three Big Rooms'));
    });
    await t.look(basil, 'context-from-elsewhere');
    await t.step('and ask from there', async () => {
        await basil.page.getByRole('link', { name: 'Ask them' }).click();
        return basil.page.getByLabel(`${lead.academy}, in the open`).isChecked();
    });
});

journey('one’s card', async (t) => {
    const name = t.withScript ? 'Tansy Invented' : 'Briar Invented';
    const person = await t.member('Bath', name);
    const basil = await t.member('Imperial', 'Basil Invented');
    const title = told(t, `A thread of ${name}’s`);
    const address = await thread(person.page, title, 'We measure on Mondays.');
    await t.step('elsewhere one is a member of the academy, no more', async () => {
        await reads(basil.page, address, () => basil.page.getByRole('heading', { name: title, level: 1 }));
        await basil.page.getByText('A member of Bath').first().waitFor();
        return (await basil.page.getByText(name, { exact: true }).count()) === 0;
    });
    await t.look(basil, 'author-without-name');
    await person.page.goto('/profile');
    await t.look(person, 'profile');
    await t.step('until one says so', async () => {
        await person.page.getByLabel('Ask me about').fill('Counting half-hours.');
        for (const box of await person.page.locator('input[name^=network_], input[name=audience][value=network]').all()) {
            await box.check();
        }
        await person.page.getByRole('button', { name: 'Save your card' }).click();
        await reads(basil.page, address, () => basil.page.getByText(name, { exact: true }));
        await basil.page.getByRole('link', { name, exact: true }).first().click();
        await basil.page.getByText('Counting half-hours.').waitFor();
    });
    await t.look(basil, 'person-from-elsewhere');
    await person.page.goto('/people');
    await t.look(person, 'people');
});

journey('hide and withdraw', async (t) => {
    const moderator = await t.member('Bath', t.withScript ? 'Fern Invented' : 'Moss Invented', 'lead,data_steward');
    const other = await t.member('Imperial', t.withScript ? 'Clover Invented' : 'Heather Invented', 'lead,data_steward');
    const title = told(t, 'What we did on Monday');
    const words = told(t, 'Too much was said of one person.');
    let address;
    await t.step('hides a post of another academy, here, at once', async () => {
        address = await thread(other.page, title, words);
        await reads(moderator.page, address, () => moderator.page.getByRole('heading', { name: title, level: 1 }));
        await post(moderator.page, words).getByRole('link', { name: /^Hide/ }).click();
        await moderator.page.getByLabel('Why?').waitFor();
    });
    await t.look(moderator, 'hide');
    await t.step('our academy reads the reason in its place; the others go on showing it', async () => {
        await moderator.page.getByLabel('Why?').fill('It can be told who is meant.');
        await moderator.page.getByRole('button', { name: 'Hide the post' }).click();
        await moderator.page.getByText('It can be told who is meant.').first().waitFor();
        await other.page.goto(address);
        await other.page.locator('article', { hasText: words }).first().waitFor();
        await moderator.page.goto(address);
        return !(await moderator.page.getByText(words).first().isVisible());
    });
    await t.look(moderator, 'hidden');
    await t.step('asks the origin to withdraw it', async () => {
        await moderator.page.getByRole('link', { name: 'Show again' }).first().click();
        const back = moderator.page.getByRole('button', { name: /^Ask Imperial to withdraw it/ });
        if ((await back.count()) === 0) { // a hidden post is shown first
            await moderator.page.getByRole('button', { name: 'Show the post' }).click();
            await post(moderator.page, words).getByRole('link', { name: /^Hide/ }).click();
        }
        await moderator.page.getByLabel('Why?').fill('Take it back, for everybody.');
        await back.click();
        await moderator.page.waitForURL(`**${address}*`);
        await reads(other.page, '/moderation', () => other.page.getByText('Take it back, for everybody.'));
    });
    await t.look(other, 'moderation-asked');
    await t.step('its academy withdraws it, and the page names who has confirmed', async () => {
        await other.page.goto(address);
        await post(other.page, words).getByRole('link', { name: /^(Hide|Take it back)/ }).first().click();
        await other.page.getByLabel('Why?').fill('We agree.');
        await other.page.getByRole('button', { name: /^(Withdraw it everywhere|Take it back)/ }).click();
        await reads(other.page, address, () => other.page.getByText(/confirmed/));
        await reads(moderator.page, address, () => moderator.page.getByText(/withdrew/));
        await reads(other.page, address, () => other.page.getByText(/(three|3) academies have confirmed/));
        return (await moderator.page.getByText(words).count()) === 0;
    });
    await t.look(other, 'withdrawn');
    await other.page.goto('/moderation');
    await t.look(other, 'moderation');
});

journey('no patients', async (t) => {
    const iris = await t.member('Bath', t.withScript ? 'Iris Invented' : 'Olive Invented');
    const steward = await t.member('Bath', t.withScript ? 'Fern Invented' : 'Moss Invented', 'lead,data_steward');
    const words = told(t, `Seen on day one: ${NUMBER}`);
    await t.step('a number like a patient’s is stopped before it is recorded, and the words are kept', async () => {
        await iris.page.goto('/threads/new');
        await iris.page.getByLabel('Title').fill(told(t, 'A number in a text'));
        await iris.page.locator('#field-text').fill(words);
        await iris.page.getByRole('button', { name: 'Start the thread' }).click();
        await iris.page.getByRole('alert').waitFor();
        await iris.page.getByText('data steward').first().waitFor();
        return (await iris.page.locator('#field-text').inputValue()).trim() === words;
    });
    await t.look(iris, 'patient-refused');
    await t.step('a data steward may let it pass, with a reason', async () => {
        await steward.page.goto('/threads/new');
        await steward.page.getByLabel('Title').fill(told(t, 'A number that is none'));
        await steward.page.locator('#field-text').fill(words);
        await steward.page.getByRole('button', { name: 'Start the thread' }).click();
        await steward.page.getByLabel('If it is not a patient’s number, say why it may pass').waitFor();
    });
    await t.look(steward, 'patient-override');
    await t.step('which is kept', async () => {
        await steward.page.getByLabel('If it is not a patient’s number, say why it may pass').fill('The number of a form.');
        await steward.page.getByRole('button', { name: 'Start the thread' }).click();
        await steward.page.getByRole('heading', { name: told(t, 'A number that is none'), level: 1 }).waitFor();
        await reads(steward.page, '/allowed', () => steward.page.getByText('The number of a form.'));
    });
    await t.look(steward, 'allowed');
});

journey('rooms and measures', { script: [true] }, async (t) => {
    const iris = await t.member('Bath', 'Iris Invented');
    for (const place of ['rooms', 'measures']) {
        await t.step(`${place} are there, also when there are none`, async () => {
            await iris.page.goto(`/${place}`);
            await iris.page.getByRole('heading', { level: 1 }).waitFor();
        });
        await t.look(iris, place);
    }
    await t.step('what is not there says so', async () => {
        const answer = await iris.page.goto('/thread/00000000000000000000000000000000');
        return answer.status() === 404 && (await iris.page.getByRole('heading', { level: 1 }).count()) === 1;
    });
    await t.look(iris, 'not-found');
});

journey('first page', { script: [true] }, async (t) => {
    const iris = await t.member('Bath', 'Iris Invented');
    await t.step('is under 60 kB, with all that it asks for', async () => {
        const wire = await iris.context.newCDPSession(iris.page);
        let bytes = 0;
        await wire.send('Network.enable');
        wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
        await iris.page.goto('/', { waitUntil: 'load' });
        await iris.page.evaluate(() => document.fonts.ready.then(() => undefined));
        if (bytes < 1000 || bytes > 60_000) {
            throw new Error(`${bytes} bytes came over the wire`);
        }
    });
    await t.look(iris, 'home');
});
