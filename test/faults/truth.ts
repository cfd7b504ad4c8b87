import type { Breakable, OperationCase } from '../contract/service';
import type { Trial } from './stage';

/** The node repeats a request twice unless it is told otherwise. */
const MOST_REQUESTS = 3;

/** Whether the operation hands in one fax or text message when all goes well. */
const handsIn = ({ resource, operation }: OperationCase) =>
	(resource ?? 'sms') === 'sms' && ['send', 'resend', 'forward'].includes(operation);

/** What holds whatever happens. The sandbox's own count is the judge. */
export function expectTruth(one: OperationCase, request: Breakable, trial: Trial): void {
	const { outcome, handedIn, changed, requests } = trial;
	expect(requests).toBeGreaterThanOrEqual(1);
	// A credential that n8n renews, or a second name of the fax, may ask once more.
	expect(requests).toBeLessThanOrEqual(request.effect === 'read' ? 2 * MOST_REQUESTS : MOST_REQUESTS);
	expect(trial.leaked).toEqual([]);
	expect(trial.json).toMatchObject({ provider: expect.any(String) });
	if (request.effect !== 'read') expect(trial.elsewhere).toBe(0);
	if (handsIn(one)) {
		expect(handedIn).toBeLessThanOrEqual(1);
		if (outcome === 'done') expect(handedIn).toBe(1);
		if (outcome === 'not done') expect(handedIn).toBe(0);
		if (outcome === 'not known') expect(trial.json).toMatchObject({ status: 'unknown', isFinal: false });
	} else {
		expect(handedIn).toBeLessThanOrEqual(0);
		if (outcome === 'not done') expect(changed).toBe(false);
	}
	if (outcome === 'done') return;
	expect(trial.json.failureMessage).toMatch(/\w{4}/);
	expect(trial.json.failureHint).toMatch(/^\p{Lu}.{10,}/u);
}
