/** What can go wrong in the site's own process, each with its remedy. */

/** A failure that the operator can act on. */
export class SiteError extends Error {
  override name = 'SiteError'
  readonly remedy: string

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(`${message} ${remedy}`, options)
    this.remedy = remedy
  }
}

export const settingMissing = (name: string, example: string) =>
  new SiteError(
    `The setting ${name} is missing.`,
    `Set it in the environment, for example ${name}=${example}.`,
  )

export const settingInvalid = (name: string, value: string, expected: string) =>
  new SiteError(`The setting ${name} is "${value}".`, `It must be ${expected}.`)
