# Textos de la tabla con la que un grupo envía a sus profesionales.

roster-add = Agregar a varias personas con una tabla
roster-title = Personas de una tabla
roster-lead = Envíe una sola tabla con todos sus profesionales y los lugares donde trabajan. Verá lo que dicen nuestras comprobaciones de cada fila antes de que se incorpore nada.
roster-send-title = Envíe su tabla
roster-file = Tabla en un archivo CSV
roster-file-hint = En un programa de hojas de cálculo: guardar como, CSV. Como máximo 1 MB.
roster-send = Enviar y revisar
roster-no-file = Elija un archivo.
roster-too-big = El archivo debe tener 1 MB o menos. Envíe dos archivos, uno después del otro.
roster-your-file = Su archivo
roster-no-room = No hay lugar para esta persona: una ficha admite 500 personas y 200 lugares.
roster-columns = Qué lleva la tabla
roster-columns-text = La primera línea nombra las columnas, en cualquier orden. Solo npi, last_name y profession son necesarias; lo que falte se pregunta en las páginas de cada persona.
roster-empty = Una tabla vacía para rellenar
roster-licenses = Una fila por persona. Una segunda licencia o un segundo lugar van en otra fila, justo debajo, con el mismo NPI y el mismo nombre.
roster-columns-all = Todas las columnas
roster-column-name = Columna
roster-column-means = Qué es
roster-column-like = Por ejemplo
roster-column = Columna { $column }, como { $example }
roster-needed = necesaria
roster-found = { $people ->
    [one] Una persona
   *[other] { $people } personas
} en { $rows ->
    [one] una fila
   *[other] { $rows } filas
}.
roster-places = { $places ->
    [0] No se nombra ningún lugar.
    [one] Se nombra un lugar.
   *[other] Se nombran { $places } lugares.
}
roster-count-unreadable = { $n ->
    [one] De una persona hay algo que no se puede leer.
   *[other] De { $n } personas hay algo que no se puede leer.
}
roster-count-missing = { $n ->
    [one] De una persona falta algo.
   *[other] De { $n } personas falta algo.
}
roster-count-doubt = { $n ->
    [one] Las comprobaciones tienen algo que decir de una persona.
   *[other] Las comprobaciones tienen algo que decir de { $n } personas.
}
roster-count-fine = { $n ->
    [one] De una persona no se encontró nada.
   *[other] De { $n } personas no se encontró nada.
}
roster-unknown = { $n ->
    [one] Esta columna no se usa:
   *[other] Estas columnas no se usan:
}
roster-others = Están en su ficha y no en la tabla; se quedan:
roster-not-yet = Cambie o deje fuera las filas que no se pueden leer. Después podrá incorporar a todas las personas a la vez.
roster-use = { $n ->
    [one] Incorporar a esta persona
   *[other] Incorporar a las { $n } personas
}
roster-use-hint = Quien ya está en su ficha queda al día. Lo que todavía falte se pregunta después, en las páginas de cada persona.
roster-report = Lo que se encontró, fila por fila
roster-who = Persona
roster-row = Fila
roster-said = Lo que se encontró
roster-npi = NPI { $npi }
roster-nameless = Sin nombre
roster-change = Cambiar la fila { $line }
roster-known = Ya está en su ficha
roster-is-unreadable = No se puede leer
roster-is-missing = Falta algo
roster-is-doubt = Mire esto
roster-is-fine = No se encontró nada
roster-cell = Fila { $line }, { $column }: { $what }
roster-field-license_expires_on = La licencia vence el
roster-again = Enviar otra tabla
roster-again-text = Sustituye a esta, y también a lo que usted cambió aquí.
roster-forget = Olvidar esta tabla
roster-back = Volver a todas las filas
roster-row-title = Fila { $line }
roster-keep = Guardar esta fila
roster-leave-out = Dejar fuera esta fila
