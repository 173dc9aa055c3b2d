import {expect, test} from 'vitest'
import {loggedAddress} from '../../../web/src/server/logged-address.ts'

test.each([
  ['/articles/tides', '/articles/tides'],
  ['/search?q=my%20illness', '/search'],
  ['/api/draft?secret=s', '/api/draft'],
  ['/review/a-token?x', '/review/…'],
  ['/Review/a-token', '/review/…'],
  ['/%72eview/a-token%zz', '/review/…'],
  ['//review/a-token', '//review/…'],
])('of %s the log says %s', (address, logged) => {
  expect(loggedAddress(address)).toBe(logged)
})
