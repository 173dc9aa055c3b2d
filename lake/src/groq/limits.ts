/** How much one query may ask for. Beside each: what the hosted lake allows, where a figure is known. */

/** Characters of GROQ. Hosted: not published. */
export const MAX_QUERY_LENGTH = 128 * 1024
/** Nesting of the parsed query. A deeper one would overflow the evaluator's stack. */
export const MAX_TREE_DEPTH = 1_000
/** Bytes of the JSON answer. Hosted: a working set of 500 MB. */
export const MAX_RESULT_BYTES = 32 * 1024 * 1024
/**
 * Wall clock of one query. Hosted: 60 s on shared hardware made for it. Here a runaway query holds one of a few cores, so
 * it ends before a waiting person gives up.
 */
export const QUERY_TIME_LIMIT_MS = 1_800
/** Heap of one worker, in MB. Past it the worker ends with a clear error, and the process goes on. */
export const WORKER_HEAP_MB = 384

/** Workers that are there for short queries. */
export const MIN_WORKERS = 2
/** Workers while some are held by long queries. Those beyond the least, all datasets of a lake share. */
export const MAX_WORKERS = 6
/** A query that runs longer than this counts as long: a worker is added, so that short queries find a free one. */
export const LONG_QUERY_MS = 60
/** A query that runs longer than this is heavy: it gives way to others, and does so from the start the next time. */
export const HEAVY_QUERY_MS = 250
/** Heavy queries that run at once; further ones wait. */
export const MAX_HEAVY_QUERIES = 3
/** How long an added worker may stay idle. */
export const IDLE_WORKER_MS = 30_000
/** Callers that may wait for answers. Hosted: 500 concurrent queries a dataset. Beyond: 429. */
export const MAX_CONCURRENT_QUERIES = 500
/** Different queries that may wait for a worker. Beyond: 429. */
export const MAX_QUEUE = 500
/** Of either, the share that callers without a token may take: whoever has one finds a place. A site's questions have none. */
export const ANONYMOUS_SHARE = 1 / 2
/** How long a query may wait for a worker. Beyond: 429. */
export const MAX_WAIT_MS = 10_000

/** Answers that are kept until a commit may have changed them, in bytes. */
export const ANSWER_CACHE_BYTES = 64 * 1024 * 1024
/** Parsed queries that a worker keeps; where values of parameters are part of one, each of its forms counts. */
export const PARSE_CACHE_ENTRIES = 500
/** Characters of their texts and these values. What is made of one takes many times as much. */
export const PARSE_CACHE_CHARACTERS = 1_000_000
/** JSON text of the documents that a worker keeps parsed, in bytes. The objects take about as much again. */
export const DOCUMENT_CACHE_BYTES = 48 * 1024 * 1024
/** Documents that are filtered at a time: between two batches only matches are kept. */
export const BATCH = 128
/** Datasets larger than this are scanned by the few attributes that a filter reads, not by whole documents. */
export const LARGE_SCAN = 10_000
export const MAX_PARTIAL = 16
/** A slice that ends beyond this is answered from all candidates, sorted. */
export const MAX_TOP = 10_000
/** Candidates from an index up to which sorting all of them beats walking the sort order. */
export const FEW_CANDIDATES = 200
/** Values looked up one by one for `in [...]`; a longer list is answered by a scan. */
export const MAX_LOOKUPS = 2_000
/** Documents that a query names one by one in its sync tags; beyond, it names their types. */
export const MAX_DOCUMENT_TAGS = 40
/** Tags that need not be made anew. */
export const MAX_KNOWN_TAGS = 10_000

/**
 * Questions that are answered without a thread. All of these bound the work of one: at the most it takes a few milliseconds of
 * the thread that everything waits for, usually a fiftieth of one.
 */
export const MAX_POINT_QUERY_LENGTH = 4_096
export const MAX_POINT_NODES = 400
/** Ids or slugs that are named, newest documents that are wanted. */
export const MAX_POINT_DOCUMENTS = 50
/** Characters of a parameter. */
export const MAX_POINT_PARAMETER = 1_024
/** Rows that are looked at, references that are followed. */
export const MAX_POINT_ROWS = 200
/** JSON text of one document. */
export const MAX_POINT_DOCUMENT_BYTES = 64 * 1024
/**
 * Steps of the evaluation at the most: each node of the tree for every element of every list in the documents that are read, and
 * what the answer would show, were every place that can show something to show all of a document.
 */
export const MAX_POINT_STEPS = 30_000
/** Bytes that the answer could have in the same way. */
export const MAX_POINT_SHOWN = 4 * 1024 * 1024
/** JSON text of the documents that are kept parsed for such questions, in bytes. */
export const POINT_CACHE_BYTES = 16 * 1024 * 1024
/** Queries of which it is known whether they are such questions. */
export const KNOWN_POINTS = 500
/** Layers of a perspective. */
export const MAX_POINT_LAYERS = 10
/** One that is more again and again goes to a thread so many times before it is tried once more. */
export const POINT_RETRY = 100
/** Answers that are there at once give everything else its turn after so long. */
export const MAX_RUN_MS = 2
