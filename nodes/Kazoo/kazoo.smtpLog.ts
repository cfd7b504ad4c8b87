import { badParameter } from '../shared/failure';
import type { ResourceOperation } from '../shared/provider';
import { asList, asText, firstText } from '../shared/values';
import { faxListPath, getSmtpEntry, naming, type Wire } from './kazoo.api';
import { isoFromGregorian } from './kazoo.dates';

import { datedRows } from './kazoo.lists';
import { idOf } from './kazoo.normalize';
import { PROVIDER } from './kazoo.tables';

/** Servers spell the same key with and without underscores (uncertain). */
function text(entry: Wire, ...words: string[]): string | null {
	return firstText(entry, words.join('_'), words.join(''), words.join('-'));
}

/** An e-mail that was to become a fax, as the SMTP Log resource returns it. */
export function smtpEntryFrom(entry: Wire, fallback: string | null = null): Record<string, unknown> {
	const errors = asList(entry.errors).flatMap((error) => asText(error) ?? []);
	const error = asText(entry.error);
	return {
		provider: PROVIDER,
		id: idOf(entry) ?? fallback,
		createdAt: isoFromGregorian(entry.created),
		from: asText(entry.from),
		to: asText(entry.to),
		errors: errors.length > 0 || error === null ? errors : [error],
		originalNumber: text(entry, 'original', 'number'),
		translatedNumber: text(entry, 'translated', 'number'),
		fileName: asText(entry.filename),
		contentType: text(entry, 'content', 'type'),
		faxboxId: text(entry, 'faxbox', 'id'),
		faxboxOwnerId: text(entry, 'faxbox', 'owner', 'id'),
		faxboxOwnerEmail: text(entry, 'faxbox', 'owner', 'email'),
		faxId: text(entry, 'faxdoc', 'id'),
	};
}

/** The SMTP Log resource: e-mails to the addresses of faxboxes, and what became of them. */
export const smtpLogResource: Record<string, ResourceOperation> = {
	list: {
		kind: 'list',
		parameters: ['after', 'before'],
		moments: { after: 'After', before: 'Before' },
		async *run(http, { after, before }) {
			const range = { after: asText(after) ?? undefined, before: asText(before) ?? undefined };
			if (range.after !== undefined && range.before !== undefined && range.after >= range.before) {
				throw badParameter('After', 'is not earlier than Before', 'Turn the two dates round.');
			}
			for await (const row of datedRows(http, faxListPath('smtplog', null), range)) {
				yield smtpEntryFrom(row);
			}
		},
	},
	get: {
		kind: 'one',
		parameters: ['smtpLogId'],
		async run(http, { smtpLogId }) {
			const id = asText(smtpLogId);
			if (id === null) throw badParameter('Log Entry ID', 'is empty', 'Give the id that List returned.');
			return smtpEntryFrom(await naming(getSmtpEntry(http, id), 'entry', 'Log Entry ID'), id);
		},
	},
};
