// What was said before: when a title is written, the threads that say something close appear under
// it, as the button beside it would show them. Where it stands is kept free for that alone, and what
// was written stays as it is.

async function showClose(place: HTMLElement, title: string): Promise<void> {
    const asked = `${location.pathname}?title=${encodeURIComponent(title)}`;
    try {
        const answer = await fetch(asked, {
            headers: { Accept: 'text/html' },
            credentials: 'same-origin',
            redirect: 'error',
        });
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const found = page.querySelector('[data-close]');
        if (answer.ok && found) {
            place.replaceChildren(...Array.from(found.childNodes));
        }
    } catch {
        // the button is still there
    }
}

export function compareTitles(): void {
    const place = document.querySelector<HTMLElement>('[data-close]');
    const title = place?.closest('form')?.querySelector<HTMLInputElement>('input[name=title]');
    if (place && title) {
        title.addEventListener('change', () => void showClose(place, title.value));
    }
}
