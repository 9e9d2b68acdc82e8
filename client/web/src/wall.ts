// The wall in the hour: the calm timer, and single keys.
//
// Nothing is kept here that would be lost when the laptop sleeps: where the hour is stands in the
// log, what is being typed in a draft. A timer counts from the moment that the page names, so after
// an hour's sleep it says how many minutes over it is, and nothing else has happened.

const MINUTE_MS = 60_000;
const OFF = 'wall-keys-off';

function still(): boolean {
    return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

// --- the timer: it never blinks, beeps or changes its ink -------------------------------------------

function say(timer: HTMLElement, figure: string, words: string): void {
    const parts: [string, string][] = [
        ['[data-figure]', figure],
        ['[data-words]', words],
    ];
    for (const [selector, text] of parts) {
        const element = timer.querySelector(selector);
        if (element && element.textContent !== text) {
            element.textContent = text;
        }
    }
}

function show(timer: HTMLElement): void {
    const from_ms = Number(timer.dataset.fromMs);
    const whole_ms = Number(timer.dataset.minutes) * MINUTE_MS;
    const left_ms = from_ms + whole_ms - Date.now();
    const over = left_ms <= 0;
    timer.classList.add('timer-on');
    timer.classList.toggle('timer-over', over && left_ms > -MINUTE_MS);
    if (!over) {
        say(timer, String(Math.ceil(left_ms / MINUTE_MS)), 'min left');
    } else if (left_ms > -MINUTE_MS) {
        say(timer, '0', 'time to move on');
    } else {
        say(timer, String(Math.floor(-left_ms / MINUTE_MS)), 'min over');
    }
    const part = whole_ms > 0 ? Math.min(Math.max(left_ms / whole_ms, 0), 1) : 0;
    timer.querySelector('[data-arc]')?.setAttribute('stroke-dasharray', `${100 * part} 100`);
}

function runTimer(timer: HTMLElement): void {
    let at = 0;
    const tick = () => {
        const now = Date.now();
        // A minute a step where motion is not wanted; after a sleep at once.
        if (!still() || Math.floor(now / MINUTE_MS) !== at) {
            at = Math.floor(now / MINUTE_MS);
            show(timer);
        }
    };
    tick();
    window.setInterval(tick, 1000);
    document.addEventListener('visibilitychange', tick);
}

// --- what is written down: only the fields that its kind has ----------------------------------------

function kindOf(form: HTMLFormElement): string {
    return form.querySelector<HTMLInputElement>('input[name="what"]:checked')?.value ?? 'note';
}

function showFields(form: HTMLFormElement): void {
    form.querySelectorAll<HTMLElement>('[data-for]').forEach((label) => {
        label.hidden = label.dataset.for !== kindOf(form);
    });
}

function write(form: HTMLFormElement, kind: string): void {
    const choice = form.querySelector<HTMLInputElement>(`input[name="what"][value="${kind}"]`);
    if (choice) {
        choice.checked = true;
        showFields(form);
    }
    form.querySelector<HTMLInputElement>('input[name="text"]')?.focus();
}

// --- keys ------------------------------------------------------------------------------------------

function isTyping(target: EventTarget | null): boolean {
    return (
        target instanceof HTMLElement &&
        target.closest('input:not([type="radio"]), textarea, select') !== null
    );
}

const kinds: Record<string, string> = { d: 'decision', a: 'action', t: 'note' };
const places: Record<string, string> = { r: 'roles', s: 'story', w: 'attend', p: 'paper' };

function onKey(event: KeyboardEvent, id: string): void {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.altKey || event.metaKey || localStorage.getItem(OFF) !== null) {
        return;
    }
    if (isTyping(event.target)) {
        if (event.key === 'Escape') {
            (event.target as HTMLElement).blur();
        }
        return;
    }
    const form = document.querySelector<HTMLFormElement>('form[data-capture]');
    const kind = kinds[key];
    const pressed = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    if (form && kind !== undefined) {
        write(form, kind);
    } else if (key === '?') {
        document.querySelector<HTMLElement>('[data-keys] > summary')?.click();
    } else if (pressed) {
        pressed.click();
    } else if (places[key] !== undefined) {
        location.assign(`/meeting/${id}/${places[key]}`);
    } else {
        return;
    }
    event.preventDefault();
}

function offerToTurnOff(): void {
    const button = document.querySelector<HTMLButtonElement>('[data-keys-off]');
    if (!button) {
        return;
    }
    const name = () => {
        const off = localStorage.getItem(OFF) !== null;
        button.textContent = off ? 'Turn the keys on' : 'Turn the keys off';
    };
    button.hidden = false;
    name();
    button.addEventListener('click', () => {
        if (localStorage.getItem(OFF) === null) {
            localStorage.setItem(OFF, '1');
        } else {
            localStorage.removeItem(OFF);
        }
        name();
    });
}

export function runWall(): void {
    const wall = document.querySelector<HTMLElement>('[data-wall]');
    if (!wall) {
        return;
    }
    document.querySelectorAll<HTMLElement>('[data-timer]').forEach(runTimer);
    const form = document.querySelector<HTMLFormElement>('form[data-capture]');
    if (form) {
        showFields(form);
        form.addEventListener('change', () => showFields(form));
    }
    document.addEventListener('keydown', (event) => onKey(event, wall.dataset.wall ?? ''));
    offerToTurnOff();
}

// --- preparing: does the agenda add up? -------------------------------------------------------------

function sum(field: HTMLElement): void {
    const form = field.closest('form');
    const whole = Number(form?.querySelector<HTMLInputElement>('[data-whole]')?.value ?? 0);
    let minutes = 0;
    field.querySelectorAll<HTMLInputElement>('[data-minutes]').forEach((input) => {
        const title = input.closest('li')?.querySelector<HTMLInputElement>('.agenda-title')?.value;
        minutes += title?.trim() ? Number(input.value) || 0 : 0;
    });
    const line = field.querySelector('[data-sum]');
    if (line) {
        line.textContent =
            minutes === whole
                ? `It adds up to the hour’s ${whole} minutes.`
                : `It adds up to ${minutes} of ${whole} minutes.`;
    }
}

export function addUp(): void {
    document.querySelectorAll<HTMLElement>('[data-adds-up]').forEach((field) => {
        sum(field);
        field.closest('form')?.addEventListener('input', () => sum(field));
    });
}
