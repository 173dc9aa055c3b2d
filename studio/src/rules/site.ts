/** Site settings: the colour, languages and time zone that pages depend on. */

export const siteLanguages = ['en', 'fr'] as const

/** A sentence about what is wrong with a colour, or `null`. */
export function colourProblem(colour: string | undefined | null): string | null {
  if (!colour || /^#[0-9a-f]{6}$/i.test(colour)) return null
  return 'Write the colour as # and six digits or letters from a to f, such as #0b5c7a.'
}

/** A sentence about what is wrong with a language code, or `null`. */
export function languageProblem(language: string | undefined | null): string | null {
  if (!language || (siteLanguages as readonly string[]).includes(language)) return null
  return 'Use en for English or fr for French.'
}

/** A sentence about what is wrong with the languages that are offered, or `null`. */
export function languagesProblem(languages: readonly unknown[] | undefined | null): string | null {
  if (!languages || languages.includes('en')) return null
  return 'Tick English: its pages are at /, whatever else readers can choose.'
}

/** A sentence about what is wrong with a time zone, or `null`. */
export function timeZoneProblem(timeZone: string | undefined | null): string | null {
  if (!timeZone) return null
  try {
    new Intl.DateTimeFormat('en', {timeZone})
    return null
  } catch {
    return 'Write the time zone as a region and a city, such as America/Halifax.'
  }
}
