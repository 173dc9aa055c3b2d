/**
 * Credentials: "MBA" and "CPHR" are data about an author, never part of the name.
 *
 * Search engines want the name alone in `author.name`, and a designation that lapsed must be found by a query.
 */

export interface CredentialLike {
  abbreviation?: string
  name?: string
  verifiedOn?: string
  renewBy?: string
}

/** A sentence about what is wrong with the letters of a credential, or `null`. */
export function abbreviationProblem(abbreviation: string | undefined | null): string | null {
  if (!abbreviation) return null
  if (/[,;/]/.test(abbreviation)) {
    return 'Write one credential here, and add each further one as an entry of its own.'
  }
  if (abbreviation !== abbreviation.trim()) return 'Remove the space before or after the letters.'
  return null
}

/** A sentence about what is wrong with a credential's dates, or `null`. */
export function credentialProblem(credential: CredentialLike | undefined | null): string | null {
  const {verifiedOn, renewBy} = credential ?? {}
  if (verifiedOn && renewBy && renewBy <= verifiedOn) {
    return 'The renewal date must be later than the day on which the credential was verified.'
  }
  return null
}

/** Whether the renewal date has passed. Dates are `YYYY-MM-DD`, so they compare as text. */
export const hasLapsed = (credential: CredentialLike, today: string): boolean =>
  Boolean(credential.renewBy && credential.renewBy < today)

/** Post-nominal letters at the end of a name, as people type them: after a comma. "Jr." and "III" are part of a name. */
const lettersAfterComma =
  /,\s*(?!Jr\b|Sr\b|I{1,3}\b|IV\b)(?:[A-Z][A-Za-z]?[A-Z.][A-Za-z.]*)(?:\s*,\s*[A-Z][A-Za-z.]*)*\s*$/

/** A sentence about what is wrong with a person's name, or `null`. */
export function authorNameProblem(name: string | undefined | null): string | null {
  if (!name) return null
  if (lettersAfterComma.test(name)) {
    return 'Write the name alone. Letters such as MBA or CPHR belong under Credentials.'
  }
  if (/^by\s/i.test(name)) return 'Write the name alone, without “By”.'
  return null
}
