/** What each service can do, from its capabilities. */
import path from 'node:path';
import { table } from './markdown.mjs';
import { nodesOf, pageOf } from './package.mjs';

const YES = '✓';
const NO = '–';
const mark = (has) => (has ? YES : NO);

const headOf = (first, { providers }) => [first, ...providers.map(({ displayName }) => displayName)];

const rowOf = ({ providers }, first, valueOf) => [first, ...providers.map(valueOf)];

/** Which nodes and credentials a service has, and where its page is. */
export function services(data, file) {
	const rows = data.providers.map((provider) => {
		const own = nodesOf(data, provider);
		const names = (isTrigger) =>
			own.filter((node) => node.isTrigger === isTrigger).map(({ description }) => description.displayName);
		const credentials = provider.credentials.map(
			({ type }) => data.credentials.find(({ name }) => name === type).displayName,
		);
		const page = path.posix.relative(path.posix.dirname(file), pageOf(provider));
		return [
			`[${provider.displayName}](${page})`,
			names(false).join(', '),
			names(true).join(', '),
			credentials.join(' or '),
		];
	});
	return table(['Service', 'Action node', 'Trigger node', 'Credential'], rows);
}

const parameter = ({ description }, name, resource) =>
	description.properties.find(
		(property) =>
			property.name === name &&
			(resource === undefined || property.displayOptions?.show?.resource?.includes(resource)),
	);

/** Every operation of every resource, as `Resource: Operation`, and the services that offer it. */
function operationRows(data) {
	const rows = new Map();
	for (const node of data.nodes.filter(({ isTrigger }) => !isTrigger)) {
		for (const resource of parameter(node, 'resource').options) {
			for (const operation of parameter(node, 'operation', resource.value).options) {
				const key = `${resource.value}:${operation.value}`;
				const row = rows.get(key) ?? { resource, operation, by: new Set() };
				for (const { name } of node.providers) row.by.add(name);
				rows.set(key, row);
			}
		}
	}
	const isFax = ({ resource }) => (resource.value === 'fax' ? 0 : 1);
	return [...rows.values()].sort(
		(a, b) =>
			isFax(a) - isFax(b) ||
			a.resource.name.localeCompare(b.resource.name, 'en') ||
			a.operation.name.localeCompare(b.operation.name, 'en'),
	);
}

/** Services × operations. */
export function operations(data) {
	const rows = operationRows(data).map(({ resource, operation, by }) =>
		rowOf(data, `${resource.name}: ${operation.name}`, ({ name }) => mark(by.has(name))),
	);
	return table(headOf('Operation', data), rows);
}

/** Services × events of the triggers. */
export function events(data) {
	const names = new Map();
	for (const node of data.nodes.filter(({ isTrigger }) => isTrigger)) {
		for (const { name, value } of parameter(node, 'events')?.options ?? []) names.set(value, name);
	}
	const rows = [...names]
		.sort(([, a], [, b]) => a.localeCompare(b, 'en'))
		.map(([value, name]) =>
			rowOf(data, name, ({ capabilities }) => mark(capabilities.events.includes(value))),
		);
	const how = { api: 'the node', manual: 'you, once' };
	rows.push(
		rowOf(data, '_The webhook is set up by_', ({ capabilities }) => how[capabilities.webhookRegistration]),
	);
	return table(headOf('Event', data), rows);
}

const MIB = 1024 * 1024;
const megabytes = (bytes) => (bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${bytes / 1_000_000} MB`);

const words = { inbound: 'received', outbound: 'sent' };
const COVER_NAMES = {
	toName: 'To Name',
	fromName: 'From Name',
	subject: 'Subject',
	message: 'Message',
	flags: 'Marks',
	templateId: 'Template ID',
};

/** How the services differ in what Send and Download take. */
export function limits(data) {
	const row = (name, valueOf) => rowOf(data, name, ({ capabilities }) => valueOf(capabilities));
	const send = (name, valueOf) => row(name, (capabilities) => valueOf(capabilities.send));
	return table(headOf('', data), [
		send('Files in one fax', ({ maxFiles }) => String(maxFiles)),
		send('All files together', ({ maxTotalBytes }) =>
			maxTotalBytes === null ? 'not known' : megabytes(maxTotalBytes),
		),
		send('File types', ({ extensions }) =>
			extensions === null ? 'any may be tried' : extensions.join(', '),
		),
		send('From', ({ withoutFrom, fromRequired, fromList, fromWords }) =>
			withoutFrom
				? NO
				: [
						fromRequired ? 'required' : 'optional',
						...(fromList ? ['several numbers'] : []),
						...fromWords.map((word) => `\`${word}\``),
					].join(', '),
		),
		send('Cover Page of its own', ({ coverPageFields, coverPageRequired }) =>
			coverPageFields.length === 0
				? NO
				: coverPageFields
						.map((field) => COVER_NAMES[field] + (coverPageRequired.includes(field) ? ' (required)' : ''))
						.join(', '),
		),
		send('Send At', ({ scheduled }) => mark(scheduled)),
		send('Reference comes back', ({ reference }) => mark(reference)),
		send('Callback URL with each fax', ({ callbackUrl }) => mark(callbackUrl)),
		send('Let Service Fetch the URL', ({ fetchesUrls }) => mark(fetchesUrls)),
		send('One Request for All Recipients', ({ manyInOneRequest }) => mark(manyInOneRequest)),
		row('Download', ({ downloadDirections }) =>
			downloadDirections.length === 0
				? NO
				: `${downloadDirections.map((direction) => words[direction]).join(' and ')} faxes`,
		),
		row('Formats at Download', ({ downloadFormats }) =>
			downloadFormats.length > 0 ? downloadFormats.join(', ') : 'as the service stores it',
		),
		row('Items side by side, if you do not say', ({ defaultConcurrency }) => String(defaultConcurrency)),
	]);
}
