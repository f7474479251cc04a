// Forms as browsers and adware sent them: application/x-www-form-urlencoded (HTML 4.01 §17.13.4.1).

/** Fields in a form at most; what comes after is left out. */
const FIELDS_MAX = 200;

export type FormFields = readonly (readonly [string, string])[];

export const formText = (fields: FormFields): string =>
  new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();

/** Never throws: what is no form is a form with odd fields. */
export const formFields = (text: string): FormFields =>
  [...new URLSearchParams(text)].slice(0, FIELDS_MAX);
