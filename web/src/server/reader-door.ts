/**
 * The server that readers reach: how long and how much of it one of them may take up.
 *
 * Who sends its headers or its request too slowly is answered 408, who sends too many headers 431; who reads nothing of an answer is let
 * go, and so is who says nothing after an answer. A reader behind a slow line needs none of these limits: a question is a few hundred bytes.
 */
import type {Server} from 'node:http'
import {http} from '../node-http.ts'

/** From the first byte, or from the connection when there is none. */
const HEADERS_TIMEOUT_MS = 10_000
/** Of the whole request: the largest is what a webhook says of one document. */
const REQUEST_TIMEOUT_MS = 15_000
const CHECKS_EVERY_MS = 1_000
const KEEP_ALIVE_MS = 30_000
/** Nothing was sent or read for so long, while an answer is under way. */
const STALL_MS = 120_000
const MAX_HEADER_BYTES = 16_384
/** Beyond, a connection is closed as soon as it is made. */
const MAX_CONNECTIONS = 8_192

export function createReaderServer(): Server {
  const server = http.createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECKS_EVERY_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  })
  server.maxConnections = MAX_CONNECTIONS
  server.timeout = STALL_MS
  return server
}
