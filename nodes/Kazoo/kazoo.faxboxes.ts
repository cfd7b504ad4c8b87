import { boundedOption } from '../shared/action/parameters';
import { badParameter } from '../shared/failure';
import type { Http, ResourceOperation } from '../shared/provider';
import { asInteger, asList, asObject, asText, firstText, withoutEmpty } from '../shared/values';
import { deleteFaxbox, FAXBOXES, getFaxbox, naming, patchFaxbox, putFaxbox, type Wire } from './kazoo.api';

import { faxboxIdOf, rowsOf } from './kazoo.lists';
import { idOf } from './kazoo.normalize';
import { LIMITS, PROVIDER } from './kazoo.tables';

type Parameters = Readonly<Record<string, unknown>>;

const emailsIn = (notifications: unknown, direction: string): string[] => {
	const given = asObject(asObject(asObject(notifications)[direction]).email).send_to;
	return (Array.isArray(given) ? asList(given) : [given]).flatMap((entry) => asText(entry) ?? []);
};

/** A faxbox as the Faxbox resource returns it. */
export function faxboxFrom(box: Wire): Record<string, unknown> {
	return {
		provider: PROVIDER,
		id: idOf(box),
		name: asText(box.name),
		callerId: asText(box.caller_id),
		callerName: asText(box.caller_name),
		header: asText(box.fax_header),
		identity: asText(box.fax_identity),
		timeZone: asText(box.fax_timezone),
		retries: asInteger(box.retries),
		emailAddress: asText(box.smtp_email_address),
		customEmailAddress: asText(box.custom_smtp_email_address),
		allowedSenders: asList(box.smtp_permission_list).flatMap((entry) => asText(entry) ?? []),
		notifyReceived: emailsIn(box.notifications, 'inbound'),
		notifySent: emailsIn(box.notifications, 'outbound'),
		ownerId: asText(box.owner_id),
	};
}

async function* faxboxes(http: Http): AsyncIterable<Wire> {
	yield* rowsOf(http, FAXBOXES, { page_size: LIMITS.pageSize });
}

/** The faxboxes for a picker: by name, with the number that they send from. */
export async function* faxboxChoices(http: Http): AsyncIterable<{ name: string; value: string }> {
	for await (const box of faxboxes(http)) {
		const id = idOf(box);
		if (id === null) continue;
		const label = [asText(box.name) ?? id, firstText(box, 'caller_id', 'fax_identity')];
		yield { name: label.filter((part) => part !== null).join(' – '), value: id };
	}
}

function demandedId({ faxboxId }: Parameters): string {
	const id = faxboxIdOf(faxboxId);
	if (id !== null) return id;
	throw badParameter('Faxbox', 'is empty', 'Choose one from the list, or give its ID.');
}

const listOf = (value: unknown): string[] | null => {
	const text = asText(value);
	return text === null ? null : text.split(',').flatMap((entry) => asText(entry) ?? []);
};

/** The settings that were given, in the service's names. Throws a FaxFailure that names the one that makes no sense. */
function settingsOf(given: unknown): Record<string, unknown> {
	const settings = asObject(given);
	const bounds = { least: LIMITS.retriesMin, most: LIMITS.retriesMax, otherwise: -1 };
	const retries = boundedOption(settings as never, 'retries', 'Retries', bounds);
	const notify = (value: unknown) => {
		const emails = listOf(value);
		return emails === null ? null : { email: { send_to: emails } };
	};
	const notifications = withoutEmpty({
		inbound: notify(settings.notifyReceived),
		outbound: notify(settings.notifySent),
	});
	return withoutEmpty({
		name: asText(settings.newName),
		caller_id: asText(settings.callerId),
		caller_name: asText(settings.callerName),
		fax_header: asText(settings.header),
		fax_identity: asText(settings.identity),
		fax_timezone: asText(settings.timeZone),
		custom_smtp_email_address: asText(settings.customEmailAddress),
		smtp_permission_list: listOf(settings.allowedSenders),
		retries: retries < 0 ? null : retries,
		notifications: Object.keys(notifications).length === 0 ? null : notifications,
	});
}

const known = async <T>(work: Promise<T>) => await naming(work, 'faxbox', 'Faxbox');

async function update(http: Http, parameters: Parameters): Promise<Record<string, unknown>> {
	const id = demandedId(parameters);
	const settings = settingsOf(parameters.faxboxSettings);
	// The server holds also a change of some fields against its schema, which demands the name.
	const name = settings.name ?? (await known(getFaxbox(http, id))).name;
	return faxboxFrom(await known(patchFaxbox(http, id, { ...settings, name })));
}

async function create(http: Http, parameters: Parameters): Promise<Record<string, unknown>> {
	const name = asText(parameters.faxboxName);
	if (name === null) throw badParameter('Name', 'is empty', 'Write a name for the new faxbox.');
	return faxboxFrom(await putFaxbox(http, { ...settingsOf(parameters.faxboxSettings), name }));
}

/** The Faxbox resource. */
export const faxboxResource: Record<string, ResourceOperation> = {
	list: {
		kind: 'list',
		parameters: [],
		async *run(http) {
			for await (const box of faxboxes(http)) yield faxboxFrom(box);
		},
	},
	get: {
		kind: 'one',
		parameters: ['faxboxId'],
		run: async (http, parameters) => faxboxFrom(await known(getFaxbox(http, demandedId(parameters)))),
	},
	create: { kind: 'one', parameters: ['faxboxName', 'faxboxSettings'], run: create },
	update: { kind: 'one', parameters: ['faxboxId', 'faxboxSettings'], run: update },
	delete: {
		kind: 'one',
		parameters: ['faxboxId'],
		async run(http, parameters) {
			const id = demandedId(parameters);
			await known(deleteFaxbox(http, id));
			return { provider: PROVIDER, id, deleted: true };
		},
	},
};
