import { badParameter } from './failure';
import { parseFaxNumber } from './numbers';
import { asText } from './values';

/**
 * A fax number that a parameter holds besides To and From, in E.164; null when it is empty.
 * Throws a FaxFailure that names the parameter.
 */
export function numberParameter(name: string, value: unknown): string | null {
	const text = asText(value);
	if (text === null) return null;
	const parsed = parseFaxNumber(text);
	if (!parsed.ok) throw badParameter(name, parsed.message, parsed.hint);
	return parsed.e164;
}
