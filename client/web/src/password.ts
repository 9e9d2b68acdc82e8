// "Show" beside a password: a button that does nothing without script is only made by script.

export function offerToShow(): void {
    document.querySelectorAll<HTMLInputElement>('input[type="password"]').forEach((input) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'button button-2';
        button.setAttribute('aria-controls', input.id);
        const set = (shown: boolean) => {
            input.type = shown ? 'text' : 'password';
            button.textContent = shown ? 'Hide' : 'Show';
            button.setAttribute('aria-label', shown ? 'Hide the password' : 'Show the password');
        };
        button.addEventListener('click', () => set(input.type === 'password'));
        input.form?.addEventListener('submit', () => set(false)); // so that no browser remembers it
        set(false);
        input.parentElement?.classList.add('beside');
        input.after(button);
    });
}
