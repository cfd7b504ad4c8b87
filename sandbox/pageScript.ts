/**
 * The start page's script: keeps the list fresh and sends the forms. What it shows comes escaped from the server, or
 * goes in as text.
 */
export const pageScript = `
'use strict';
const content = document.getElementById('content');
const notice = document.getElementById('notice');
let shown = '';

function say(message, isBad) {
	notice.textContent = message;
	notice.className = isBad ? 'bad' : '';
}

async function refresh() {
	if (document.hidden) return;
	try {
		const answer = await fetch('/sandbox/page');
		const html = await answer.text();
		const isReading = String(getSelection()) !== '' && content.contains(getSelection().anchorNode);
		if (html === shown || isReading) return;
		const open = [...content.querySelectorAll('details[open][data-key]')].map((one) => one.dataset.key);
		const focused = document.activeElement && document.activeElement.closest('[data-key]');
		const key = focused && content.contains(focused) ? focused.dataset.key : null;
		content.innerHTML = html;
		shown = html;
		for (const one of content.querySelectorAll('details[data-key]')) {
			one.open = open.includes(one.dataset.key);
			if (one.dataset.key === key) one.querySelector('summary').focus();
		}
		if (notice.className === 'bad') say('', false);
	} catch {
		say('The sandbox does not answer. Is it still running?', true);
	}
}

async function order(path, body, done) {
	try {
		const answer = await fetch(path, { method: 'POST', body: JSON.stringify(body) });
		const result = await answer.json();
		say(answer.ok ? done : result.error, !answer.ok);
	} catch {
		say('The sandbox does not answer. Is it still running?', true);
	}
	await refresh();
}

document.addEventListener('submit', (event) => {
	event.preventDefault();
	const form = event.target;
	const { from, pages } = Object.fromEntries(new FormData(form));
	const body = { service: form.dataset.service, from, pages: Number(pages) };
	void order('/sandbox/inbound', body, 'A fax was received.');
});

document.querySelector('[data-action=reset]').addEventListener('click', () => {
	if (confirm('Forget all faxes, webhooks and requests?')) void order('/sandbox/reset', {}, 'Everything is forgotten.');
});

setInterval(refresh, 1000);
`;
