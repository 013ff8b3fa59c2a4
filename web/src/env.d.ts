// SPDX-License-Identifier: GPL-3.0-or-later
// Modules that are made while building (web/make).
/// <reference types="vite/client" />
declare module 'virtual:words' {
  export const words: Record<'vi' | 'en', Record<string, () => Promise<{ default: Record<string, string> }>>>;
}
declare module 'virtual:designsystem.css';
