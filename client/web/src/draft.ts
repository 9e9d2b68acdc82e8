// Drafts: what somebody is writing is kept every five seconds, where "Save draft" would keep it.
//
// A form asks for it with data-draft; an element in it with data-draft-state tells how it went. While
// the academy cannot be reached the words stay in the form, and the next round tries again.

const EVERY_MS = 5000;

function timeOf(date: Date): string {
    return date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

function written(form: HTMLFormElement): URLSearchParams {
    const fields = new URLSearchParams();
    new FormData(form).forEach((value, name) => {
        if (typeof value === 'string') {
            fields.append(name, value);
        }
    });
    return fields;
}

function keepDraft(form: HTMLFormElement): void {
    const state = form.querySelector<HTMLElement>('[data-draft-state]');
    let kept = written(form).toString();
    let busy = false;
    let sent = false;

    const say = (words: string) => {
        if (state && state.textContent !== words) {
            state.textContent = words;
        }
    };
    const keep = async () => {
        const fields = written(form);
        const now = fields.toString();
        if (busy || sent || now === kept) {
            return;
        }
        busy = true;
        fields.set('_draft', '1');
        fields.set('_path', (form.getAttribute('action') ?? location.pathname).split('?')[0] ?? '');
        try {
            const answer = await fetch('/draft', {
                method: 'POST',
                body: fields,
                headers: { Accept: 'application/json' },
                credentials: 'same-origin',
                redirect: 'error',
            });
            if (answer.ok) {
                kept = now;
                say(`Draft kept at ${timeOf(new Date())}`);
            } else {
                say('Not kept yet. Your words are still here.');
            }
        } catch {
            say('Not kept yet: no connection. Your words are still here.');
        }
        busy = false;
    };
    form.addEventListener('submit', () => {
        sent = true; // a draft that arrives behind the post would come back as a ghost
    });
    window.addEventListener('pageshow', () => {
        sent = false;
    });
    window.setInterval(() => void keep(), EVERY_MS);
}

export function keepDrafts(): void {
    document.querySelectorAll<HTMLFormElement>('form[data-draft]').forEach(keepDraft);
}
