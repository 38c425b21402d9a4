# Lo que se preguntó por teléfono, mes a mes (accuracy.html). Entre la cifra y % va un espacio duro.
sample-title = Por teléfono, mes a mes
sample-lead = Cada mes elegimos al azar { $size } de las fichas que muestran las búsquedas, llamamos y preguntamos si lo que dicen es correcto. Nadie escoge a quién se llama. Publicamos el resultado, sea cual sea, y no nombramos a nadie.
sample-none = Todavía no se ha terminado de llamar en ningún mes, así que no hay ninguna cifra. La primera aparecerá aquí.
sample-month =
    { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    } de { $year }
sample-figure = En { $month }, { $right } de { $of } fichas eran correctas en todo lo que preguntamos: { $percent } %.
sample-interval = Con tan pocas llamadas, la proporción de todas las fichas bien puede estar entre { $low } % y { $high } % (intervalo de Wilson al 95 %).
sample-nobody = En { $month } no se llamó a nadie, así que no hay ninguna cifra.
sample-counts = Lo que no sabemos que es correcto cuenta como incorrecto.
sample-unreachable =
    { $count ->
        [one] En 1 ficha nadie contestó.
       *[other] En { $count } fichas nadie contestó.
    }
sample-wrong-number =
    { $count ->
        [one] En 1 el número estaba equivocado.
       *[other] En { $count } el número estaba equivocado.
    }
sample-not-phoned =
    { $count ->
        [one] A 1 no se la llamó a tiempo.
       *[other] A { $count } no se las llamó a tiempo.
    }
sample-dropped-out =
    { $count ->
        [one] 1 de las { $drawn } elegidas se ocultó o se retiró antes de que llamáramos, y no se cuenta.
       *[other] { $count } de las { $drawn } elegidas se ocultaron o se retiraron antes de que llamáramos, y no se cuentan.
    }
sample-by-question = Pregunta por pregunta, { $month }
sample-question = Qué preguntamos
sample-right = Correcto
sample-between = Intervalo al 95 %
sample-share = { $right } de { $of }, { $percent } %
sample-range = { $low } a { $high } %
sample-reached = Alguien contestó
sample-address = La dirección es correcta
sample-new-patients = Pacientes nuevos, como dice la ficha
sample-treatments = Tratamientos, como dice la ficha
sample-exact = Correcto en todo
sample-earlier = Meses anteriores
sample-when = Mes
sample-no-figure = no se llamó a nadie
sample-field = Cómo es en otros sitios
sample-field-locators = Cuando unos investigadores llamaron a { $practices } consultorios de { $tools } buscadores de tratamiento de adicciones, todo era correcto en el { $exact } % en promedio: desde el { $lowest } % en el peor buscador hasta el { $highest } % en el mejor.
sample-field-networks = En las listas de los planes de Medicaid de Oregón, el { $phantom } % de las entradas eran de proveedores que casi no atendían a pacientes de Medicaid.
sample-field-other = Hicieron otras preguntas sobre otras listas, así que compare con cuidado.
sample-source = Fuente: { $source }, resumen
