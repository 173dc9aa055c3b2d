/** What was rendered, as it is sent. */
import type {ReactNode} from 'react'
import type {Rendered} from './door.ts'
import {withSlantedFont} from './slanted-font.ts'

/** React's own writer, loaded with the first page that has to be made: a start does without. */
let write: ((page: ReactNode) => string) | undefined

export async function bodyOf({page, file}: Rendered): Promise<string | Buffer> {
  if (page === undefined) return file ?? ''
  write ??= (await import('react-dom/server')).renderToStaticMarkup
  return `<!DOCTYPE html>${withSlantedFont(write(page))}`
}
