/**
 * The one stylesheet: `styles/` with the firm's colours at its end, under an address that names its content.
 *
 * The front server puts its words where pages have the address (`server/sheet-inside.ts`); editors' pages keep the link.
 */
import {createHash} from 'node:crypto'
import css from '../styles/sheet.ts'
import {compact} from './compact.ts'
import {themeCss} from './theme.ts'

const base = compact(css)

export interface Stylesheet {
  href: string
  css: string
}

let latest: {accent: string | null; sheet: Stylesheet} | undefined

export function stylesheet(accent: string | null): Stylesheet {
  if (latest?.accent === accent) return latest.sheet
  const whole = base + themeCss(accent)
  const version = createHash('sha256').update(whole).digest('base64url').slice(0, 12)
  const sheet = {href: `/styles/${version.replaceAll(/[-_]/g, 'x')}.css`, css: whole}
  latest = {accent, sheet}
  return sheet
}
