// Replaced in the built package by one file that holds the library and its data; loaded on first use only.
export { Metadata, parsePhoneNumberFromString } from 'libphonenumber-js/min';
