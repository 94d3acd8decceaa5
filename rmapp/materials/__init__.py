"""What the bank hands to clients: the nomenclature of brochures, samples and gifts (C10).

Words: *material* (информационный материал), its *version* in a language with the day until which it
is valid, *stock* where pieces are counted, the *limit* of a gift. Who was given what is kept with
the contacts (``interactions``): this slice knows no client.
"""
