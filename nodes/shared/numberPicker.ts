import { digitsOf } from './numbers';
import { pickerOf } from './picker';
import type { Choice } from './picker';
import type { Http, Provider } from './provider';

function matches({ name, value }: Choice, filter: string): boolean {
	const digits = digitsOf(filter);
	return (
		name.toLowerCase().includes(filter.toLowerCase()) || (digits !== '' && digitsOf(value).includes(digits))
	);
}

/** The search behind the From list: the account's usable numbers. */
export function numberSearch(provider: Provider) {
	async function* usable(http: Http): AsyncIterable<Choice> {
		for await (const { number, label, usable: isUsable } of provider.listNumbers!(http)) {
			if (isUsable) yield { name: label, value: number };
		}
	}
	return pickerOf(provider, usable, matches);
}
