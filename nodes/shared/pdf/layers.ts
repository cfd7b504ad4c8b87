import type { PageCopier } from './copyPages';
import { dict } from './output';
import type { PdfFile } from './pdfFile';
import { PdfRef, dictOf, nameOf } from './values';
import type { PdfDict, PdfValue } from './values';

/** Layers of merged documents, so that what is switched off in one stays off. */
export interface Layers {
	all: PdfValue[];
	off: PdfValue[];
}

/** Takes over the layers of a document, where it has some. */
export function copyLayers(file: PdfFile, copier: PageCopier, layers: Layers): void {
	const properties = dictOf(file.resolve(file.catalog()?.get('OCProperties')));
	if (properties === undefined) return;
	const listIn = (from: PdfDict | undefined, key: string): PdfRef[] => {
		const list = file.resolve(from?.get(key));
		return Array.isArray(list) ? list.filter((entry) => entry instanceof PdfRef) : [];
	};
	const all = listIn(properties, 'OCGs');
	const state = dictOf(file.resolve(properties.get('D')));
	const on = new Set(listIn(state, 'ON').map(({ num }) => num));
	const off =
		nameOf(file.resolve(state?.get('BaseState'))) === 'OFF'
			? all.filter(({ num }) => !on.has(num))
			: listIn(state, 'OFF');
	layers.all.push(...all.map((layer) => copier.adopted(layer)));
	layers.off.push(...off.map((layer) => copier.adopted(layer)));
	copier.copyWaiting();
}

/** What the catalog says of them; nothing where there are none. */
export function layerProperties({ all, off }: Layers): Array<[string, PdfValue]> {
	return all.length === 0 ? [] : [['OCProperties', dict({ OCGs: all, D: dict({ OFF: off }) })]];
}
