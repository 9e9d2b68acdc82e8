// people.mjs - an invitation, signing in and out, what refuses and how, the second factor.
import { createHmac } from 'node:crypto';
import { PASSWORD, addressOf, journey, reads } from '../harness.mjs';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code that an app would show for a key: RFC 6238, six digits, every thirty seconds. */
function codeOf(key, at_ms = Date.now()) {
    const bits = [...key.replaceAll(/[^A-Z2-7]/g, '')].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
    const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(at_ms / 30_000)));
    const mac = createHmac('sha1', secret).update(counter).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function signIn(page, name, password) {
    await page.goto('/sign-in');
    await page.getByLabel('Email address').fill(addressOf(name));
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
}

journey('join and sign in', async (t) => {
    const name = t.withScript ? 'Juniper Invented' : 'Aspen Invented';
    const link = await t.network.invite('Bath', name, 'coach');
    const person = { ...(await t.visitor(t.network.academies.Bath.site)), academy: 'Bath' };
    const { page } = person;

    await t.step('a stranger is asked to sign in', async () => {
        await page.goto('/threads');
        await page.waitForURL('**/sign-in*');
        await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
    });
    await t.look(person, 'sign-in');
    await page.getByRole('link', { name: 'I cannot sign in' }).click();
    await t.look(person, 'sign-in-help');
    await page.goto('/accessibility');
    await t.look(person, 'accessibility');
    await t.step('an invitation without its link asks for the code', async () => {
        await page.goto('/join');
        await page.getByLabel('The code of your invitation').waitFor();
    });
    await t.look(person, 'join-code');
    await t.step('a code that is none is refused, and what was typed is kept', async () => {
        await page.getByLabel('The code of your invitation').fill('0123456789');
        await page.getByRole('button', { name: 'Go on' }).click();
        await page.getByRole('alert').waitFor();
        return (await page.getByLabel('The code of your invitation').inputValue()) === '0123456789';
    });
    await t.look(person, 'join-code-refused');
    await t.step('the link names who was invited', async () => {
        await page.goto(link);
        await page.getByRole('heading', { name: `Welcome, ${name}` }).waitFor();
    });
    await t.look(person, 'join');
    await t.step('a common password is refused, the address is kept', async () => {
        await page.getByLabel('Email address').fill(addressOf(name));
        await page.getByLabel('Password', { exact: true }).fill('password1');
        await page.getByRole('button', { name: 'Join' }).click();
        await page.getByRole('alert').waitFor();
        return (await page.getByLabel('Email address').inputValue()) === addressOf(name);
    });
    await t.look(person, 'join-refused');
    await t.step('four words are taken, and one is in', async () => {
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Join' }).click();
        await page.getByRole('link', { name }).first().waitFor();
    });
    await t.look(person, 'first-day');
    await t.step('the link does not work a second time', async () => {
        const other = await t.visitor(t.network.academies.Bath.site);
        await other.page.goto(link);
        await other.page.getByText('was used before').first().waitFor();
        await other.context.close();
    });
    await page.goto('/account');
    await t.look(person, 'account');
    await t.step('signs out, and pages are closed again', async () => {
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.goto('/threads');
        await page.waitForURL('**/sign-in*');
    });
    await t.step('a wrong password is refused without saying which of the two is wrong', async () => {
        await signIn(page, name, 'four other words here');
        await page.getByRole('alert').waitFor();
        return (await page.getByLabel('Password', { exact: true }).inputValue()) === '';
    });
    await t.look(person, 'sign-in-refused');
    await t.step('signs in, to the page that was asked for', async () => {
        await page.goto('/people');
        await page.getByLabel('Email address').fill(addressOf(name));
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.waitForURL('**/people');
    });
    await t.step('sees where else one is signed in, and ends it', async () => {
        const other = await t.visitor(t.network.academies.Bath.site);
        await signIn(other.page, name, PASSWORD);
        await other.page.getByRole('link', { name }).first().waitFor();
        await page.goto('/account');
        await page.getByRole('button', { name: /^End it/ }).first().click();
        await page.waitForURL('**/account*');
        await other.page.goto('/threads');
        await other.page.waitForURL('**/sign-in*');
        await other.context.close();
    });
});

/* An admin, all the way in; the key of their second factor and their recovery codes. */
export async function asAdmin(page, link, name) {
    await page.goto(link);
    await page.getByLabel('Email address').fill(addressOf(name));
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Join' }).click();
    await page.waitForURL('**/account/factor');
    await page.getByLabel('Code of six digits').fill(codeOf(await page.locator('code.key').innerText()));
    await page.getByRole('button', { name: 'Turn it on' }).click();
    await page.getByRole('link', { name: 'I have them' }).click();
}

journey('administration', async (t) => {
    const name = t.withScript ? 'Linden Invented' : 'Alder Invented';
    const guest = t.withScript ? 'Poppy Invented' : 'Thistle Invented';
    const person = { ...(await t.visitor(t.network.academies.Northumbria.site)), academy: 'Northumbria' };
    const { page } = person;
    await t.step('an admin comes in', async () => {
        await asAdmin(page, await t.network.invite('Northumbria', name, 'admin'), name);
        await page.goto('/admin/members');
        await page.getByRole('heading', { name: 'Members', level: 1 }).waitFor();
    });
    await t.look(person, 'admin-members');
    await t.step('makes an invitation, whose link is shown once', async () => {
        await page.getByRole('link', { name: 'Invite somebody' }).click();
        await page.getByRole('textbox', { name: 'Name' }).fill(guest);
        await page.getByRole('button', { name: 'Make the link' }).click();
        await page.getByText('It is shown only now').waitFor();
    });
    await t.look(person, 'admin-invitation-made');
    await t.step('and it lets one person in', async () => {
        const link = (await page.locator('code.key').innerText()).trim();
        const other = await t.visitor(t.network.academies.Northumbria.site);
        await other.page.goto(new URL(link).pathname);
        await other.page.getByRole('heading', { name: `Welcome, ${guest}` }).waitFor();
        await other.context.close();
        await page.goto('/admin/invitations');
        return (await page.locator('code.key').count()) === 0;
    });
    for (const place of ['invitations', 'devices', 'peers', 'look']) {
        await t.step(`${place} can be seen`, async () => {
            const answer = await page.goto(`/admin/${place}`);
            await page.getByRole('heading', { level: 1 }).waitFor();
            return answer.status() === 200;
        });
        await t.look(person, `admin-${place}`);
    }
    await t.step('peers are named, with how far each is', async () => {
        await page.goto('/admin/peers');
        for (const other of ['Bath', 'Imperial', 'Sheffield']) {
            await page.getByRole('main').getByText(other, { exact: true }).first().waitFor();
        }
    });
    await t.step('a colour on which nothing can be read is refused', async () => {
        await page.goto('/admin/look');
        await page.getByLabel('Colour').fill('zebra');
        await page.getByRole('button', { name: 'Save the look' }).click();
        await page.getByRole('alert').waitFor();
        return (await page.getByLabel('Colour').inputValue()) === 'zebra';
    });
    await t.look(person, 'admin-look-refused');
    await t.step('so is one between light and dark, with the nearest that can be read on', async () => {
        await page.getByLabel('Colour').fill('#888888');
        await page.getByRole('button', { name: 'Save the look' }).click();
        return /#[0-9a-f]{6}/.test(await page.locator('#error-colour').innerText());
    });
    await t.step('a light colour and a logo stand on every page, readable', async () => {
        await page.getByLabel('Colour').fill('#ffd23f');
        await page.getByLabel('Logo').fill('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 42"><circle cx="21" cy="21" r="19"/><rect x="48" y="4" width="40" height="34"/></svg>');
        await page.getByRole('button', { name: 'Save the look' }).click();
        await reads(page, '/threads', () => page.locator('.band img'));
        return page.evaluate(() => {
            const parts = (colour) => colour.match(/[0-9.]+/g).slice(0, 3).map((one) => { const c = one / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
            const light = (colour) => { const [r, g, b] = parts(colour); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
            const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
            const of = (one) => getComputedStyle(document.querySelector(one));
            const image = document.querySelector('.band img');
            return contrast(of('.band .whose').color, of('.band').backgroundColor) >= 4.5
                && contrast(of('.threads a').color, of('body').backgroundColor) >= 4.5
                && image.naturalWidth > 0 && image.clientHeight <= 42;
        });
    });
    await t.look(person, 'brand-light');
    await t.step('who is no admin is not let in', async () => {
        const other = await t.member('Northumbria', t.withScript ? 'Bryony Invented' : 'Sedge Invented');
        const answer = await other.page.goto('/admin/members');
        await t.look(other, 'not-for-you');
        return answer.status() === 403 || answer.status() === 404;
    });
});

journey('second factor', async (t) => {
    const name = t.withScript ? 'Laurel Invented' : 'Rue Invented';
    const link = await t.network.invite('Imperial', name, 'admin');
    const person = { ...(await t.visitor(t.network.academies.Imperial.site)), academy: 'Imperial' };
    const { page } = person;
    let key;

    await t.step('an admin is asked to set one up before anything else', async () => {
        await page.goto(link);
        await page.getByLabel('Email address').fill(addressOf(name));
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Join' }).click();
        await page.waitForURL('**/account/factor');
        await page.goto('/threads');
        return new URL(page.url()).pathname === '/account/factor';
    });
    await page.goto('/account/factor');
    await t.look(person, 'factor');
    await t.step('a wrong code is refused, and the key stays the same', async () => {
        key = await page.locator('code.key').innerText();
        await page.getByLabel('Code of six digits').fill('000000');
        await page.getByRole('button', { name: 'Turn it on' }).click();
        await page.getByRole('alert').waitFor();
        return (await page.locator('code.key').innerText()) === key;
    });
    await t.look(person, 'factor-refused');
    const recovery = await t.step('the right code turns it on, and recovery codes are shown', async () => {
        await page.getByLabel('Code of six digits').fill(codeOf(key));
        await page.getByRole('button', { name: 'Turn it on' }).click();
        await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
        return page.locator('.codes code').allInnerTexts();
    });
    await t.look(person, 'factor-codes');
    await t.step('signs out and in again, with a recovery code', async () => {
        await page.goto('/account');
        await page.getByRole('button', { name: 'Sign out' }).click();
        await signIn(page, name, PASSWORD);
        await page.waitForURL('**/sign-in/code*');
    });
    await t.look(person, 'sign-in-code');
    await t.step('the password alone opens nothing', async () => {
        await page.goto('/threads');
        return page.url().includes('/sign-in');
    });
    await t.step('a recovery code opens', async () => {
        await page.goto('/sign-in/code');
        await page.getByLabel('Code of six digits').fill(recovery[0]);
        await page.getByRole('button', { name: 'Go on' }).click();
        await page.getByRole('link', { name: 'Administration' }).first().waitFor({ state: 'attached' });
    });
    await t.step('and not twice', async () => {
        const other = await t.visitor(t.network.academies.Imperial.site);
        await signIn(other.page, name, PASSWORD);
        await other.page.waitForURL('**/sign-in/code*');
        await other.page.getByLabel('Code of six digits').fill(recovery[0]);
        await other.page.getByRole('button', { name: 'Go on' }).click();
        await other.page.getByRole('alert').waitFor();
        await other.context.close();
    });
});
