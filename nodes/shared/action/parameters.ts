import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { badParameter } from '../failure';
import type { FaxOperation } from '../provider';
import type { ServiceParameters } from '../parameters';
import { perRun } from '../perRun';
import { asNumber, asObject, asText } from '../values';

const optionsOf = perRun(() => new Map<number, IDataObject>());

/** The Options collection of an item; n8n is asked once for each, since it makes all of it anew for each question. */
export function optionsAt(context: IExecuteFunctions, itemIndex: number): Readonly<IDataObject> {
	const known = optionsOf(context);
	const options = known.get(itemIndex) ?? (context.getNodeParameter('options', itemIndex, {}) as IDataObject);
	known.set(itemIndex, options);
	return options;
}

/**
 * A number from the Options collection within its bounds.
 * @throws FaxFailure that names the option
 */
export function boundedOption(
	options: IDataObject,
	name: string,
	displayName: string,
	bounds: { least: number; most: number; otherwise: number },
): number {
	if (options[name] === undefined || options[name] === '') return bounds.otherwise;
	const value = asNumber(options[name]);
	if (value === null || !Number.isInteger(value) || value < bounds.least || value > bounds.most) {
		throw badParameter(
			displayName,
			'is out of range',
			`Write a whole number from ${bounds.least} to ${bounds.most}.`,
		);
	}
	return value;
}

/** The values of a service's own fields and options of an operation, by parameter name. */
export function ownValues(
	context: IExecuteFunctions,
	own: ServiceParameters,
	operation: FaxOperation,
	itemIndex: number,
): Record<string, unknown> {
	const fields = (own.fields?.[operation] ?? []).map(({ name }) => [
		name,
		plainValue(context.getNodeParameter(name, itemIndex, null)),
	]);
	const options = optionsAt(context, itemIndex);
	const chosen = (own.options?.[operation] ?? [])
		.filter(({ name }) => options[name] !== undefined)
		.map(({ name }) => [name, plainValue(options[name])]);
	return Object.fromEntries([...fields, ...chosen]) as Record<string, unknown>;
}

/** The value inside what a resource locator within a collection holds. */
export function plainValue(value: unknown): unknown {
	const object = asObject(value);
	return object.__rl === true ? object.value : value;
}

/** The id of a fax as the user gave it. Throws a FaxFailure when there is none. */
export function faxIdAt(context: IExecuteFunctions, itemIndex: number): string {
	const id = asText(context.getNodeParameter('faxId', itemIndex, ''));
	if (id !== null) return id;
	throw badParameter(
		'Fax ID',
		'is empty',
		'Give the id or trackingId that Send, a list or the trigger returned, e.g. {{ $json.trackingId }}.',
	);
}
