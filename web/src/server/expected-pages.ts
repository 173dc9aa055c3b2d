/** What a receipt follows of the pages that a change concerns. */
import type {Change} from '../invalidation/change.ts'
import {expectations} from '../receipts/expectations.ts'
import {isNotFoundPath} from './reader-pages.ts'

/** Not the page for what is not there, which is made anew with the others and stands at no address. */
export const expectedPages = (change: Change, addresses: string[]) =>
  expectations(
    change,
    addresses.filter((address) => !isNotFoundPath(address)),
  )
