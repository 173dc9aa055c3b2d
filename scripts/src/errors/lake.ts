/** Messages about the lake, who may enter, and whom it tells of changes. */
import {OperatorError} from '../../setup/problem.mjs'
import {commandLine} from '../command-line.ts'

export const lakeRefused = (what: string, status: number, answer: string) =>
  new OperatorError(
    `The Content Lake did not ${what} (status ${status}): ${answer.slice(0, 300)}`,
    remedyFor(status),
  )

const remedyFor = (status: number) => {
  if (status === 401 || status === 403) {
    return 'Give a token that it knows and that may do this, as SANITY_AUTH_TOKEN or with --token, then run the command again.'
  }
  return status < 500
    ? 'Change what it names, then run the command again.'
    : 'Read lake.log in the folder logs of the data directory, then run the command again.'
}

export const lakeUnreachable = (url: string, cause: unknown) =>
  new OperatorError(
    `No Content Lake answers at ${url}; nothing was changed.`,
    'Start Masthead ("npm start"), or name the lake with --url.',
    {cause},
  )

/** It was reached, and the answer did not come: what it was asked for may have been done. */
export const lakeBrokeOff = (url: string, cause: unknown) =>
  new OperatorError(
    `The Content Lake at ${url} broke off before its answer was there; what it was asked for may have been done, or not.`,
    'When it is up again, look whether it was (in Studio, or with a list command), and run the command again if not.',
    {cause},
  )

export const noLakeThere = (url: string) =>
  new OperatorError(
    `What answers at ${url} is no Content Lake; nothing was changed.`,
    'Name the address of the lake with --url, not that of the site or of Studio: under "npm start" it is http://127.0.0.1:3900.',
  )

export const lakeAddressUnusable = (url: string) =>
  new OperatorError(
    `"${url}" cannot be the address of a Content Lake; nothing was changed.`,
    'Write scheme, host and port alone, such as http://127.0.0.1:3900 or https://api.sanity.io.',
  )

export const lakeNameUnusable = (option: string, name: string) =>
  new OperatorError(
    `${option} cannot be "${name}"; nothing was changed.`,
    'Use small letters, digits and dashes, as where it was made.',
  )

export const tokenUnusable = () =>
  new OperatorError(
    'The token has characters that no token has; nothing was changed.',
    'Copy it once more, without quotation marks and line ends.',
  )

export const tokenMissing = (url: string) =>
  new OperatorError(
    `A token is needed for the Content Lake at ${url}; nothing was changed.`,
    'Put it into the environment as SANITY_AUTH_TOKEN, or pass --token.',
  )

export const siteHasNoWebhookRule = (status: number) =>
  new OperatorError(
    `The site did not say which changes it wants to hear of (status ${status}).`,
    'Its build may be of another version: end Masthead, delete web/.next and start again.',
  )

export const siteUnreachable = (site: string, cause: unknown) =>
  new OperatorError(
    `No site answers at ${site}; the webhook was not changed.`,
    'Start the site, or give the address at which the lake reaches it.',
    {cause},
  )

export const webhookSecretMissing = () =>
  new OperatorError(
    'The webhook needs the secret that the site knows; nothing was changed.',
    'Put the SANITY_WEBHOOK_SECRET of the site into the environment, then run the command again.',
  )

export const webhookTellsAnother = (name: string, url: string) =>
  new OperatorError(
    `"${name}" tells ${url} of changes already; nothing was changed.`,
    'Instances of one site need one webhook. If that address is no longer in use, pass --replace.',
  )

export const noSuchUser = (who: string) =>
  new OperatorError(
    `There is no user "${who}"; nothing was changed.`,
    `See "${commandLine} users list" for names and ids.`,
  )

export const userExists = (name: string) =>
  new OperatorError(
    `There is a user called "${name}" already; nothing was changed.`,
    `Call a second person by another name: history shows names. For a new link of the same person: "${commandLine} users remove", then add them again.`,
  )

export const severalUsers = (who: string, ids: string[]) =>
  new OperatorError(
    `Several users are called "${who}"; nothing was changed.`,
    `Give the id of one: ${ids.join(', ')}.`,
  )
