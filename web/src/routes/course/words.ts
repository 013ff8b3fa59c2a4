// SPDX-License-Identifier: GPL-3.0-or-later
// What a course may be about, how it may be held and judged: the values of the database, in the order they are offered.
export const TOPICS = ['digital_transformation', 'digital_skills', 'digital_technology', 'information_security', 'leadership', 'data_ai', 'innovation',
  'science_technology', 'standards', 'teachers', 'expert', 'residents_basic'] as const;
export const MODALITIES = ['in_person', 'online', 'blended', 'mooc'] as const;
export const SCHEMES = ['national_digital_skills', 'it_skills_basic', 'it_skills_advanced'] as const;
export const READERS = ['everyone', 'learners', 'trainers'] as const;
