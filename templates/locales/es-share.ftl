# Lo que puede ponerse en otras páginas (about/your_page.html), y las palabras de la insignia
share-title = En su propia página
share-lead = Un formulario de búsqueda y una insignia que siempre está al día, para copiar. Ninguno ejecuta programas, deja cookies ni nos dice quién ve su página.
share-search = Un formulario de búsqueda
share-search-what = Abre los resultados aquí. No se envía nada antes de que alguien presione el botón.
share-badge = La insignia de una ficha
share-badge-what = La imagen dice lo que es cierto en el momento en que se carga. Cuando una verificación vence, lo dice. No guardamos registro de quién la carga.
share-badge-alt = Lo que vouchsafe verificó sobre nosotros, y cuándo
share-badge-name = En lugar de NAME, ponga la última parte de la dirección de su ficha.
share-data = Todo, para programas
share-data-what = La búsqueda, cada ficha y lo que se verificó, en JSON y FHIR, sin cuenta.
share-data-link = La API
badge-verified = Todo verificado y al día
badge-unconfirmed = Datos sin confirmar
badge-partly = Verificado en parte
badge-rechecking = En nueva revisión
badge-unverified = Sin verificar
badge-not-listed = No figura
