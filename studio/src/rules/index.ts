/**
 * Content rules, as pure functions: each takes a value and answers `null` or one plain sentence for the editor.
 * The Studio's validation and `content check` share them. No React, no network, no clock.
 */
export * from './address.ts'
export * from './credential.ts'
export * from './date-ahead.ts'
export * from './duplication.ts'
export * from './figure.ts'
export * from './publication.ts'
export * from './redirect.ts'
export * from './redirect-table.ts'
export * from './references.ts'
export * from './review-link.ts'
export * from './schedule.ts'
export * from './removal.ts'
export * from './search.ts'
export * from './site.ts'
export * from './slug.ts'
export * from './succession.ts'
export * from './surroundings.ts'
export * from './url.ts'
export * from './wall-clock.ts'
