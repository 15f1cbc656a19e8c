-- `person_list.search` is composed (Unicode's NFC) from now on, as what is looked for in it: see `composed`
-- in domain/values.py. Lock: the rows whose text is another then.
update person_list set search = replace(normalize(search, nfc), U&'i\0307', 'i')
where search <> replace(normalize(search, nfc), U&'i\0307', 'i');
