import { escapeHtml } from './html';
import { pageScript } from './pageScript';
import { pageStyle } from './pageStyle';
import type { LoggedRequest } from './requestLog';
import type { Sandbox } from './sandbox';
import { scenarios } from './scenarios';
import { serviceNames } from './services';
import type { SandboxService } from './services/service';
import type { FaxSnapshot } from './snapshots';
import type { Delivery, Hook } from './webhooks';

const SHOWN_FAXES = 100;
const SHOWN_DELIVERIES = 40;
const SHOWN_REQUESTS = 40;

/** Text with everything escaped; what is already markup is joined with plain templates instead. */
const text = (value: unknown): string => escapeHtml(String(value ?? ''));
const clockTime = (iso: string): string => `<time datetime="${text(iso)}">${text(iso.slice(11, 23))}</time>`;

/** The whole start page. `nonce` allows its one style and one script. */
export function renderPage(sandbox: Sandbox, nonce: string): string {
	const services = serviceNames.map((name) => sandbox.service(name));
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fax sandbox</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${pageStyle}</style>
</head>
<body>
<header class="top">
<div><h1>Fax sandbox</h1><p>A fax network on your own machine. No fax leaves it.</p></div>
<button type="button" class="quiet" data-action="reset">Reset everything</button>
</header>
<p id="notice" role="status" aria-live="polite"></p>
<section class="services" aria-label="Services">${services.map(renderService).join('')}</section>
<div id="content">${renderContent(sandbox)}</div>
<section>${renderScenarios()}</section>
<footer>Everything on this page can also be done over HTTP: <a href="/sandbox">/sandbox</a> lists the control API.</footer>
<script nonce="${nonce}">${pageScript}</script>
</body>
</html>
`;
}

/** The part of the page that changes. */
export function renderContent(sandbox: Sandbox): string {
	const faxes = sandbox.faxes().reverse();
	const titles = new Map(serviceNames.map((name) => [name as string, sandbox.service(name).title]));
	return [
		renderSummary(faxes, sandbox),
		section(
			'Faxes',
			faxes.slice(0, SHOWN_FAXES).map((fax) => renderFax(fax, titles)),
			'No fax yet. Send one with the credentials above, or receive one.',
		),
		`<section><h2>Webhooks</h2>${renderHooks(sandbox.hooks())}${renderDeliveries(sandbox.deliveries())}</section>`,
		`<section><h2>Requests</h2>${renderRequests(sandbox.requests())}</section>`,
	].join('');
}

function section(title: string, rows: string[], empty: string): string {
	const body =
		rows.length === 0 ? `<p class="empty">${text(empty)}</p>` : `<div class="list">${rows.join('')}</div>`;
	return `<section><h2>${text(title)}</h2>${body}</section>`;
}

function renderService(service: SandboxService): string {
	const lines = service
		.credentials()
		.map(({ label, value }) => `<dt>${text(label)}</dt><dd><code>${text(value)}</code></dd>`);
	return `<article class="card">
<h2>${text(service.title)}</h2>
<form data-service="${text(service.name)}">
<label>From <input name="from" value="+12025550199" size="14" inputmode="tel"></label>
<label>Pages <input name="pages" type="number" value="2" min="1" max="500"></label>
<button type="submit">Receive a fax</button>
</form>
<details><summary>Credentials</summary><dl>${lines.join('')}</dl></details>
</article>`;
}

function renderSummary(faxes: FaxSnapshot[], sandbox: Sandbox): string {
	const count = (isCounted: (fax: FaxSnapshot) => boolean): number => faxes.filter(isCounted).length;
	const numbers: Array<[label: string, value: number | string]> = [
		['Sent', count((fax) => fax.direction === 'outbound')],
		['Delivered', count((fax) => fax.state === 'delivered')],
		['Failed', count((fax) => fax.state === 'failed')],
		['On the way', count((fax) => !fax.isFinal)],
		['Received', count((fax) => fax.direction === 'inbound')],
		['Speed', `${sandbox.clock.speed}×`],
	];
	const cells = numbers.map(([label, value]) => `<div><dd>${text(value)}</dd><dt>${text(label)}</dt></div>`);
	return `<dl class="summary">${cells.join('')}</dl>`;
}

function renderFax(fax: FaxSnapshot, titles: Map<string, string>): string {
	const isInbound = fax.direction === 'inbound';
	const pages = `${fax.pagesTransferred}/${fax.pages} ${fax.pages === 1 ? 'page' : 'pages'}`;
	const link = (document: FaxSnapshot['documents'][number], index: number): string => {
		const href = `/sandbox/faxes/${encodeURIComponent(fax.key)}/document?index=${index}`;
		return `<a href="${text(href)}" target="_blank" rel="noopener">${text(document.fileName)}</a>`;
	};
	const documents = fax.documents.map(
		(document, index) => `<li>${link(document, index)}
<span class="muted">${text(document.mimeType)}, ${text(formatSize(document.size))}, ${text(document.pages)} p.</span>
<code class="hash" title="SHA-256">${text(document.sha256)}</code></li>`,
	);
	const steps = fax.history.map(
		(step) => `<li>${clockTime(step.at)} <b>${text(step.status)}</b>
<span class="muted">${text(step.state)}${step.attempt > 1 ? `, attempt ${text(step.attempt)}` : ''}</span></li>`,
	);
	const marks = [
		fax.scenario === 'delivered' || isInbound ? '' : `scenario ${fax.scenario}`,
		fax.isPartial && isInbound ? 'partial' : '',
		fax.simulated ? 'test key' : '',
		fax.deleted ? 'deleted' : '',
	].filter((mark) => mark !== '');
	return `<details class="fax" data-key="${text(fax.key)}">
<summary>
<span class="arrow ${isInbound ? 'in' : 'out'}" title="${isInbound ? 'received' : 'sent'}">${isInbound ? '↓' : '↑'}</span>
<span class="service">${text(titles.get(fax.service) ?? fax.service)}</span>
<span class="numbers">${text(fax.from)} → ${text(fax.to)}</span>
<span class="marks">${marks.map((mark) => `<span class="mark">${text(mark)}</span>`).join('')}</span>
<span class="document">${fax.documents.map(link).join(', ')}</span>
<span class="pages muted">${text(pages)}</span>
<span class="badge ${text(fax.state)}">${text(fax.status)}</span>
${clockTime(fax.createdAt)}
</summary>
<div class="columns">
<div><h3>Documents</h3><ul>${documents.join('')}</ul></div>
<div><h3>History</h3><ol>${steps.join('')}</ol></div>
<div><h3>Ids</h3><ul>${fax.ids.map((id) => `<li><code>${text(id)}</code></li>`).join('')}</ul>
<h3>Kept beside it</h3><pre>${text(JSON.stringify(fax.reference, null, 1))}</pre></div>
</div>
</details>`;
}

function renderHooks(hooks: readonly Hook[]): string {
	if (hooks.length === 0) return '<p class="empty">No webhook is registered.</p>';
	const rows = hooks.map(
		(hook) => `<tr><td>${text(hook.service)}</td><td>${text(hook.event ?? 'all events')}</td>
<td class="wide"><code>${text(hook.url)}</code></td><td>${hook.origin === 'api' ? 'by API' : 'by hand'}</td></tr>`,
	);
	return table(['Service', 'Event', 'Address', 'Registered'], rows);
}

function renderDeliveries(deliveries: readonly Delivery[]): string {
	if (deliveries.length === 0) return '';
	const rows = deliveries
		.slice(-SHOWN_DELIVERIES)
		.reverse()
		.map((delivery) => {
			const result = delivery.status ?? delivery.error ?? '…';
			const isGood = delivery.status !== null && delivery.status >= 200 && delivery.status < 300;
			const next = delivery.nextAttemptAt === null ? '' : `again at ${isoTime(delivery.nextAttemptAt)}`;
			return `<tr><td>${clockTime(new Date(delivery.at).toISOString())}</td><td>${text(delivery.service)}</td>
<td>${text(delivery.event)}</td><td>${text(delivery.attempt)}</td>
<td class="${isGood ? 'good' : 'bad'}">${text(result)}</td><td class="muted">${text(next)}</td>
<td class="wide"><details data-key="delivery-${text(delivery.id)}"><summary>body</summary>
<pre>${text(bodyText(delivery.message.body))}</pre></details></td></tr>`;
		});
	return table(['Time', 'Service', 'Event', 'Attempt', 'Answer', 'Next', 'Sent'], rows);
}

function renderRequests(requests: readonly LoggedRequest[]): string {
	if (requests.length === 0) return '<p class="empty">No request yet.</p>';
	const rows = requests
		.slice(-SHOWN_REQUESTS)
		.reverse()
		.map(
			(
				request,
			) => `<tr><td>${clockTime(new Date(request.at).toISOString())}</td><td>${text(request.service)}</td>
<td>${text(request.method)}</td><td class="wide"><code>${text(request.path)}</code></td>
<td>${text(formatSize(request.size))}</td>
<td class="${(request.status ?? 500) < 400 ? 'good' : 'bad'}">${text(request.status ?? 'no answer')}</td>
<td class="muted">${text(request.fault ?? '')}</td></tr>`,
		);
	return table(['Time', 'Service', 'Method', 'Path', 'Body', 'Answer', 'Fault'], rows);
}

function renderScenarios(): string {
	const rows = scenarios.map(
		({ code, name, description }) =>
			`<tr><td><code>${text(code)}</code></td><td>${text(name)}</td><td class="wide">${text(description)}</td></tr>`,
	);
	const head = `<tr><td><code>00–49</code></td><td>delivered</td><td class="wide">Delivered; also every other pair</td></tr>`;
	return `<details><summary>What the last two digits of a recipient do</summary>
${table(['Digits', 'Scenario', 'What happens'], [head, ...rows])}</details>`;
}

function table(heads: string[], rows: string[]): string {
	const head = heads.map((title) => `<th scope="col">${text(title)}</th>`).join('');
	return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function formatSize(bytes: number): string {
	if (bytes < 1024) return `${bytes} B`;
	return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const isoTime = (at: number): string => new Date(at).toISOString().slice(11, 19);

function bodyText(body: Buffer | string): string {
	return (typeof body === 'string' ? body : body.toString('latin1').replace(/[^\x20-\x7e\r\n]/g, '.')).slice(
		0,
		4000,
	);
}
