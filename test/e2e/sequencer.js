const path = require('path');
const { default: Sequencer } = require('@jest/test-sequencer');

/** What matters most comes first, so that a run that is cut short has said the most. */
const ORDER = [
	'package',
	'credentials',
	'oauth',
	'operations',
	'triggers',
	'restart',
	'duplicates',
	'agent',
	'examples',
	'examplesSend',
	'start',
	'binary',
	'together',
	'editor',
	'oldHost',
];

const rankOf = ({ path: file }) => {
	const index = ORDER.indexOf(path.basename(file).split('.')[0]);
	return index === -1 ? ORDER.length : index;
};

module.exports = class extends Sequencer {
	sort(tests) {
		return [...tests].sort((a, b) => rankOf(a) - rankOf(b) || (a.path < b.path ? -1 : 1));
	}
};
