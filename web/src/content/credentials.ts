/** Credentials as they follow a name: "MBA, CPHR". They are data, never part of the name. */
import {present} from './present.ts'
import type {Credential} from './types.ts'

export const suffixOf = ({
  credentials,
}: {
  credentials: Pick<Credential, 'abbreviation'>[] | null
}): string =>
  present(credentials)
    .flatMap(({abbreviation}) => (abbreviation ? [abbreviation] : []))
    .join(', ')
