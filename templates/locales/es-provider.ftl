# La página de un proveedor, y varios lado a lado. Palabras sencillas, frases cortas, trato de usted.

card-save = Guardar en contactos
compare-with-others = Comparar con otros

doors-always = Abierto día y noche
doors-open = Abierto ahora, hasta { $hour ->
        [1] la
       *[other] las
    } { $time }
doors-open_late = Abierto ahora, hasta { $hour ->
        [1] la
       *[other] las
    } { $time } del { $day ->
        [mon] lunes
        [tue] martes
        [wed] miércoles
        [thu] jueves
        [fri] viernes
        [sat] sábado
       *[sun] domingo
    }
doors-closed = Cerrado ahora, abre hoy a { $hour ->
        [1] la
       *[other] las
    } { $time }
doors-closed_days = Cerrado ahora, abre el { $day ->
        [mon] lunes
        [tue] martes
        [wed] miércoles
        [thu] jueves
        [fri] viernes
        [sat] sábado
       *[sun] domingo
    } a { $hour ->
        [1] la
       *[other] las
    } { $time }
hours-posted = Este es el horario que publicaron. En días festivos puede cambiar.

course-title = Costo de un tratamiento habitual
course-sum =
    { $count ->
        [one] Primera visita { $intake }, y 1 sesión de { $session }
       *[other] Primera visita { $intake }, y { $count } sesiones de { $session } cada una
    }
course-missing = No podemos sumarlo. No indicaron:
course-part-intake = el precio de la primera visita
course-part-per_session = el precio de una sesión
course-part-usual_sessions = cuántas sesiones son habituales
course-none = No indicaron ningún precio. Pregunte cuánto cuesta todo el tratamiento.
course-as-of = Precios al { $day }.
course-no-date = No dijeron de qué fecha son estos precios.

room-title = Quién está en la sala
room-lead = Esto es lo que nos dijeron. No hemos observado ningún tratamiento.
said-yes = Lo afirma el proveedor
said-no = No, dice el proveedor

insurance-title = Seguro y pago
access-title = Acceso e idiomas
npi-number = Número nacional (NPI)
license-look-up = Búsquela en:
license-lead = Usted mismo puede buscar cada licencia. Donde no hemos leído la dirección, asegúrese de que es el sitio de la propia junta.
license-unread = (no hemos leído esta dirección)
license-no-date = sin fecha de vencimiento indicada
license-none = No indicó ninguna licencia

not-mean-this = Qué no significa esto
not-mean-watched = No hemos observado ningún tratamiento allí.

ask-title = Preguntas que puede hacer
ask-evaluation = ¿Revisará alguien primero mi cuerpo y mi mente?
ask-blood-pressure = ¿Me tomarán la presión antes de cada dosis?
ask-medicines = ¿Qué medicinas y problemas de salud míos necesitan conocer?
ask-monitor = ¿Quién vigila mi respiración, mi corazón y mi presión? ¿Por cuánto tiempo?
ask-rescue = ¿Qué equipo de emergencia hay en la sala?
ask-trained = ¿Quién en la sala está capacitado para emergencias (ACLS)?
ask-form = ¿Qué forma de ketamina es? ¿La aprobó la FDA para lo que tengo?
ask-total = ¿Cuánto cuesta todo el tratamiento? ¿Qué no está incluido?
ask-after = ¿Qué pasa si no me ayuda, o si me siento peor?
ask-home = ¿Cómo vuelvo a casa? ¿Cuándo puedo volver a manejar?

compare-tick = Comparar
compare-tick-lead = Marque hasta cuatro lugares.
compare-button = Comparar los lugares marcados
compare-title = Comparar proveedores
compare-heading =
    { $count ->
        [one] 1 proveedor
       *[other] { $count } proveedores lado a lado
    }
compare-lead = Puede ver hasta cuatro proveedores lado a lado: qué se verificó, cuánto cuesta un tratamiento, quién está en la sala.
compare-one = Para comparar, elija uno más:
compare-how-search = Busque un lugar.
compare-how-tick = Marque «Comparar» en hasta cuatro resultados.
compare-how-button = Oprima «Comparar los lugares marcados».
compare-kept = Su elección está en la dirección de esta página. No la guardamos.
compare-search = Buscar proveedores
compare-chosen = Elegidos
compare-unknown = No está en la lista, o ya no está:
compare-unreadable =
    { $count ->
        [one] Una parte de la dirección no es ninguna ficha nuestra.
       *[other] { $count } partes de la dirección no son fichas nuestras.
    }
compare-left-out = Caben cuatro lado a lado. Quedaron fuera:
compare-what = Qué
compare-page = Página completa
compare-opening = Primera cita
compare-no-office = No tiene consultorio
compare-sheet = Una hoja para llenar cuando llame
compare-back = Volver a la comparación
sheet-title = Hoja de llamadas
sheet-lead = Imprima esta página y llénela mientras llama. No tiene que preguntar todo.
sheet-day = Día de la llamada
sheet-spoke = Hablé con
sheet-opening = Primera cita que ofrecen
sheet-price = Precio que dijeron por todo el tratamiento
