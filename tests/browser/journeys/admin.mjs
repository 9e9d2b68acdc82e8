// admin.mjs - what admins do to members, devices and academies, and what a member does with devices.
import { PASSWORD, journey } from '../harness.mjs';
import { asAdmin } from './people.mjs';

journey('members, devices, academies', async (t) => {
    const name = t.withScript ? 'Spindle Invented' : 'Dogwood Invented';
    const guest = t.withScript ? 'Sorrel Invented' : 'Teasel Invented';
    const admin = { ...(await t.visitor(t.network.academies.Northumbria.site)), academy: 'Northumbria' };
    const { page } = admin;
    const member = await t.member('Northumbria', guest);
    const theirs = () => page.getByRole('row').filter({ hasText: guest });

    await member.page.goto('/account');
    await t.step('a device is not added without the password', async () => {
        await member.page.getByLabel('Your password, to add a device').fill('not this one at all');
        await member.page.getByRole('button', { name: 'Add a device' }).click();
        await member.page.getByRole('alert').waitFor();
    });
    await t.look(member, 'account-device-refused');
    await t.step('with it a code is shown, once', async () => {
        await member.page.getByLabel('Your password, to add a device').fill(PASSWORD);
        await member.page.getByRole('button', { name: 'Add a device' }).click();
        await member.page.getByText('bigroom join join-').waitFor();
    });
    await t.look(member, 'account-device');
    await t.step('and not again', async () => {
        await member.page.goto('/account');
        return (await member.page.getByText('bigroom join join-').count()) === 0;
    });
    await t.step('an admin comes in, by a key that can be scanned', async () => {
        await asAdmin(page, await t.network.invite('Northumbria', name, 'admin'), name);
        await page.goto('/account/factor');
        await page.getByRole('img', { name: 'The key below, as a code to be scanned' }).waitFor();
    });
    await t.look(admin, 'factor-again');
    await t.step('a member gets a role', async () => {
        await page.goto('/admin/members');
        await theirs().getByText('Change').first().click();
        await theirs().getByRole('combobox').selectOption('faculty');
        await theirs().getByRole('button', { name: 'Give it' }).click();
        await theirs().getByText('Faculty').first().waitFor();
    });
    await t.step('the last role is not taken', async () => {
        await theirs().getByRole('button', { name: /Take away.*Faculty/ }).click();
        await theirs().getByRole('button', { name: /Take away.*Faculty/ }).waitFor({ state: 'detached' });
        await theirs().getByRole('button', { name: /Take away.*Coach/ }).click();
        await page.getByRole('alert').getByText('only role').waitFor();
    });
    await t.look(admin, 'admin-members-refused');
    await t.step('nobody is invited twice', async () => {
        await page.goto('/admin/invitations');
        await page.getByRole('textbox', { name: 'Name' }).fill(guest);
        await page.getByRole('button', { name: 'Make the link' }).click();
        await page.getByRole('alert').getByText('is here already').waitFor();
        return (await page.getByRole('textbox', { name: 'Name' }).inputValue()) === guest;
    });
    await t.look(admin, 'admin-invitation-refused');
    await t.step('who is removed is out', async () => {
        await page.goto('/admin/members');
        await theirs().getByText('Change').first().click();
        await theirs().getByRole('button', { name: 'Remove from our academy' }).click();
        await page.waitForURL('**/admin/members');
        await member.page.goto('/threads');
        await member.page.waitForURL('**/sign-in*');
        return (await theirs().count()) === 0;
    });
    await t.step('an academy is added on a page of its own', async () => {
        await page.goto('/admin/peers');
        await page.getByRole('link', { name: 'Add an academy' }).click();
        await page.getByRole('heading', { name: 'Add an academy', level: 1 }).waitFor();
        await page.getByText(/^peer-/).first().waitFor();
    });
    await t.look(admin, 'admin-peer-add');
    await t.step('our own code is refused, and stays as it was typed', async () => {
        const code = (await page.locator('code.key').innerText()).trim();
        await page.getByLabel('Their code').fill(code);
        await page.getByRole('button', { name: 'Add the academy' }).click();
        await page.getByRole('alert').getByText('our own code').waitFor();
        return (await page.getByLabel('Their code').inputValue()).trim() === code;
    });
    await t.look(admin, 'admin-peer-add-refused');
});
